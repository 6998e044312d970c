// The handlers of pages.cpp, each in the file of its page.
#pragma once

#include "web/page.h"

namespace gatehouse::web::admin {

// Settings realm.
[[nodiscard]] net::Task<Shown> show_general(View& view);
[[nodiscard]] net::Task<Shown> apply_general(View& view);
[[nodiscard]] net::Task<Shown> show_others(View& view);
[[nodiscard]] net::Task<Shown> apply_others(View& view);
[[nodiscard]] net::Task<Shown> show_helpers(View& view);
[[nodiscard]] net::Task<Shown> apply_helpers(View& view);
[[nodiscard]] net::Task<Shown> show_network(View& view);
[[nodiscard]] net::Task<Shown> apply_network(View& view);
[[nodiscard]] net::Task<Shown> show_listeners(View& view);
[[nodiscard]] net::Task<Shown> apply_listeners(View& view);
[[nodiscard]] net::Task<Shown> show_listener(View& view);
[[nodiscard]] net::Task<Shown> apply_listener(View& view);
[[nodiscard]] net::Task<Shown> show_tls(View& view);
[[nodiscard]] net::Task<Shown> apply_tls(View& view);
[[nodiscard]] net::Task<Shown> show_trusted(View& view);
[[nodiscard]] net::Task<Shown> apply_trusted(View& view);

// Users realm.
[[nodiscard]] net::Task<Shown> show_domains(View& view);
[[nodiscard]] net::Task<Shown> create_domain(View& view);
[[nodiscard]] net::Task<Shown> show_domain_settings(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_settings(View& view);
[[nodiscard]] net::Task<Shown> show_domain_names(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_names(View& view);
[[nodiscard]] net::Task<Shown> show_domain_defaults(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_defaults(View& view);
[[nodiscard]] net::Task<Shown> show_account_defaults(View& view);
[[nodiscard]] net::Task<Shown> apply_account_defaults(View& view);
[[nodiscard]] net::Task<Shown> show_domain_account_defaults(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_account_defaults(View& view);
[[nodiscard]] net::Task<Shown> show_accounts(View& view);
[[nodiscard]] net::Task<Shown> create_account(View& view);
[[nodiscard]] net::Task<Shown> show_account_settings(View& view);
[[nodiscard]] net::Task<Shown> apply_account_settings(View& view);
[[nodiscard]] net::Task<Shown> show_account_names(View& view);
[[nodiscard]] net::Task<Shown> apply_account_names(View& view);
[[nodiscard]] net::Task<Shown> show_account_password(View& view);
[[nodiscard]] net::Task<Shown> apply_account_password(View& view);
[[nodiscard]] net::Task<Shown> show_account_tags(View& view);
[[nodiscard]] net::Task<Shown> apply_account_tags(View& view);
[[nodiscard]] net::Task<Shown> show_account_second_factor(View& view);
[[nodiscard]] net::Task<Shown> remove_account_second_factor(View& view);
[[nodiscard]] net::Task<Shown> show_access_list(View& view);
[[nodiscard]] net::Task<Shown> apply_access_list(View& view);
[[nodiscard]] net::Task<Shown> show_account_sessions(View& view);
[[nodiscard]] net::Task<Shown> apply_account_sessions(View& view);
[[nodiscard]] net::Task<Shown> show_account_explain(View& view);
[[nodiscard]] net::Task<Shown> show_domain_certificate(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_certificate(View& view);
[[nodiscard]] net::Task<Shown> show_domain_request(View& view);
[[nodiscard]] net::Task<Shown> make_domain_request(View& view);
[[nodiscard]] net::Task<Shown> show_domain_kerberos(View& view);
[[nodiscard]] net::Task<Shown> apply_domain_kerberos(View& view);
[[nodiscard]] net::Task<Shown> show_groups(View& view);
[[nodiscard]] net::Task<Shown> create_group(View& view);
[[nodiscard]] net::Task<Shown> show_group_settings(View& view);
[[nodiscard]] net::Task<Shown> apply_group_settings(View& view);
[[nodiscard]] net::Task<Shown> show_forwarders(View& view);
[[nodiscard]] net::Task<Shown> apply_forwarders(View& view);
[[nodiscard]] net::Task<Shown> show_account_import(View& view);
[[nodiscard]] net::Task<Shown> import_accounts(View& view);

// Master realm.
[[nodiscard]] net::Task<Shown> show_administrators(View& view);
[[nodiscard]] net::Task<Shown> show_master_rights(View& view);
[[nodiscard]] net::Task<Shown> apply_master_rights(View& view);
[[nodiscard]] net::Task<Shown> show_audit(View& view);
[[nodiscard]] net::Task<Shown> apply_audit(View& view);

// Monitors realm.
[[nodiscard]] net::Task<Shown> show_overview(View& view);
[[nodiscard]] net::Task<Shown> show_logins(View& view);
[[nodiscard]] net::Task<Shown> apply_logins(View& view);
[[nodiscard]] net::Task<Shown> show_failures(View& view);
[[nodiscard]] net::Task<Shown> apply_failures(View& view);
[[nodiscard]] net::Task<Shown> show_charts(View& view);
[[nodiscard]] net::Task<Shown> show_trail(View& view);
[[nodiscard]] net::Task<Shown> show_log(View& view);
[[nodiscard]] net::Task<Shown> show_explain(View& view);

// Directory realm.
[[nodiscard]] net::Task<Shown> show_entries(View& view);
[[nodiscard]] net::Task<Shown> show_visibility(View& view);
[[nodiscard]] net::Task<Shown> apply_visibility(View& view);

}  // namespace gatehouse::web::admin
