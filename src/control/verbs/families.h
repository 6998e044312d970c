// Every verb's function, by the file it is in. Each asks for its right itself, through reach.h.
#pragma once

#include "control/console.h"

namespace gatehouse::control::acts {

// session.cpp
Result<Outcome> echo(Call call, const Verb& verb);
Result<Outcome> describe_cli_commands(Call call, const Verb& verb);
Result<Outcome> list_cli_commands(Call call, const Verb& verb);
Result<Outcome> no_operation(Call call, const Verb& verb);
Result<Outcome> current_time(Call call, const Verb& verb);
Result<Outcome> server_version(Call call, const Verb& verb);
Result<Outcome> system_info(Call call, const Verb& verb);

// mailboxes.cpp
Result<Outcome> list_mailboxes(Call call, const Verb& verb);
Result<Outcome> create_mailbox(Call call, const Verb& verb);
Result<Outcome> delete_mailbox(Call call, const Verb& verb);
Result<Outcome> rename_mailbox(Call call, const Verb& verb);
Result<Outcome> mailbox_info(Call call, const Verb& verb);

// object_acl.cpp
Result<Outcome> mailbox_acl(Call call, const Verb& verb);
Result<Outcome> set_mailbox_acl(Call call, const Verb& verb);
Result<Outcome> mailbox_rights(Call call, const Verb& verb);
Result<Outcome> account_acl(Call call, const Verb& verb);
Result<Outcome> set_account_acl(Call call, const Verb& verb);
Result<Outcome> account_acl_rights(Call call, const Verb& verb);
Result<Outcome> explain_mailbox_rights(Call call, const Verb& verb);
Result<Outcome> folder_acl(Call call, const Verb& verb);
Result<Outcome> set_folder_acl(Call call, const Verb& verb);
Result<Outcome> folder_rights(Call call, const Verb& verb);
Result<Outcome> explain_folder_rights(Call call, const Verb& verb);
Result<Outcome> dataset_acl(Call call, const Verb& verb);
Result<Outcome> set_dataset_acl(Call call, const Verb& verb);
Result<Outcome> dataset_rights(Call call, const Verb& verb);
Result<Outcome> explain_dataset_rights(Call call, const Verb& verb);

// domains.cpp
Result<Outcome> list_domains(Call call, const Verb& verb);
Result<Outcome> main_domain_name(Call call, const Verb& verb);
Result<Outcome> create_domain(Call call, const Verb& verb);
Result<Outcome> rename_domain(Call call, const Verb& verb);
Result<Outcome> delete_domain(Call call, const Verb& verb);
Result<Outcome> domain_aliases(Call call, const Verb& verb);
Result<Outcome> set_domain_aliases(Call call, const Verb& verb);

// domain_settings.cpp
Result<Outcome> domain_settings(Call call, const Verb& verb);
Result<Outcome> domain_effective_settings(Call call, const Verb& verb);
Result<Outcome> update_domain_settings(Call call, const Verb& verb);
Result<Outcome> set_domain_settings(Call call, const Verb& verb);
Result<Outcome> account_defaults(Call call, const Verb& verb);
Result<Outcome> update_account_defaults(Call call, const Verb& verb);
Result<Outcome> set_account_defaults(Call call, const Verb& verb);

// server_settings.cpp
Result<Outcome> server_settings(Call call, const Verb& verb);
Result<Outcome> update_server_settings(Call call, const Verb& verb);
Result<Outcome> domain_defaults(Call call, const Verb& verb);
Result<Outcome> update_domain_defaults(Call call, const Verb& verb);
Result<Outcome> set_domain_defaults(Call call, const Verb& verb);
Result<Outcome> server_account_defaults(Call call, const Verb& verb);
Result<Outcome> update_server_account_defaults(Call call, const Verb& verb);
Result<Outcome> set_server_account_defaults(Call call, const Verb& verb);

// account_lists.cpp
Result<Outcome> list_accounts(Call call, const Verb& verb);
Result<Outcome> list_domain_objects(Call call, const Verb& verb);

// accounts.cpp
Result<Outcome> create_account(Call call, const Verb& verb);
Result<Outcome> rename_account(Call call, const Verb& verb);
Result<Outcome> delete_account(Call call, const Verb& verb);

// account_facts.cpp
Result<Outcome> account_aliases(Call call, const Verb& verb);
Result<Outcome> set_account_aliases(Call call, const Verb& verb);
Result<Outcome> account_info(Call call, const Verb& verb);
Result<Outcome> account_location(Call call, const Verb& verb);

// account_settings.cpp
Result<Outcome> account_settings(Call call, const Verb& verb);
Result<Outcome> account_effective_settings(Call call, const Verb& verb);
Result<Outcome> account_one_setting(Call call, const Verb& verb);
Result<Outcome> update_account_settings(Call call, const Verb& verb);
Result<Outcome> set_account_settings(Call call, const Verb& verb);

// passwords.cpp
Result<Outcome> set_account_password(Call call, const Verb& verb);
Result<Outcome> import_account_password(Call call, const Verb& verb);
Result<Outcome> verify_account_password(Call call, const Verb& verb);
Result<Outcome> reset_failed_logins(Call call, const Verb& verb);

// tagged_passwords.cpp
Result<Outcome> list_account_tags(Call call, const Verb& verb);
Result<Outcome> create_account_tag(Call call, const Verb& verb);

// second_factor.cpp
Result<Outcome> begin_second_factor(Call call, const Verb& verb);
Result<Outcome> confirm_second_factor(Call call, const Verb& verb);
Result<Outcome> second_factor(Call call, const Verb& verb);
Result<Outcome> new_recovery_codes(Call call, const Verb& verb);
Result<Outcome> remove_second_factor(Call call, const Verb& verb);

// account_logins.cpp
Result<Outcome> list_account_logins(Call call, const Verb& verb);

// password_report.cpp
Result<Outcome> account_password_info(Call call, const Verb& verb);
Result<Outcome> list_password_schemes(Call call, const Verb& verb);

// explain.cpp
Result<Outcome> explain_login(Call call, const Verb& verb);
// An array of them, as the EXPLAIN commands answer.
[[nodiscard]] settings::Value told(const std::vector<Rule>& rules);

// explain_attempt.cpp
Result<Outcome> explain_attempt(Call call, const Verb& verb);

// explain_right.cpp
Result<Outcome> explain_right(Call call, const Verb& verb);

// groups.cpp
Result<Outcome> list_groups(Call call, const Verb& verb);
Result<Outcome> group(Call call, const Verb& verb);
Result<Outcome> create_group(Call call, const Verb& verb);
Result<Outcome> rename_group(Call call, const Verb& verb);
Result<Outcome> delete_group(Call call, const Verb& verb);
Result<Outcome> set_group(Call call, const Verb& verb);

// forwarders.cpp
Result<Outcome> list_forwarders(Call call, const Verb& verb);
Result<Outcome> forwarder(Call call, const Verb& verb);
Result<Outcome> find_forwarders(Call call, const Verb& verb);
Result<Outcome> create_forwarder(Call call, const Verb& verb);
Result<Outcome> rename_forwarder(Call call, const Verb& verb);
Result<Outcome> delete_forwarder(Call call, const Verb& verb);

// route.cpp
Result<Outcome> route(Call call, const Verb& verb);

// domain_keys.cpp
Result<Outcome> generate_domain_key(Call call, const Verb& verb);
Result<Outcome> import_domain_key(Call call, const Verb& verb);
Result<Outcome> test_domain_key(Call call, const Verb& verb);
Result<Outcome> remove_domain_key(Call call, const Verb& verb);

// domain_certificates.cpp
Result<Outcome> generate_self_signed(Call call, const Verb& verb);
Result<Outcome> generate_domain_csr(Call call, const Verb& verb);
Result<Outcome> set_domain_certificate(Call call, const Verb& verb);
Result<Outcome> remove_domain_certificate(Call call, const Verb& verb);
Result<Outcome> set_domain_ca_chain(Call call, const Verb& verb);
Result<Outcome> remove_domain_ca_chain(Call call, const Verb& verb);
Result<Outcome> domain_certificate(Call call, const Verb& verb);
Result<Outcome> domain_certificate_info(Call call, const Verb& verb);

// server_certificates.cpp
Result<Outcome> server_trusted_certificates(Call call, const Verb& verb);
Result<Outcome> server_trusted_certificates_info(Call call, const Verb& verb);
Result<Outcome> set_server_trusted_certificates(Call call, const Verb& verb);
Result<Outcome> domain_trusted_certificates(Call call, const Verb& verb);
Result<Outcome> domain_trusted_certificates_info(Call call, const Verb& verb);
Result<Outcome> set_domain_trusted_certificates(Call call, const Verb& verb);

// monitoring.cpp
Result<Outcome> login_statistics(Call call, const Verb& verb);
Result<Outcome> find_logins(Call call, const Verb& verb);
Result<Outcome> site_status(Call call, const Verb& verb);
Result<Outcome> list_locked_accounts(Call call, const Verb& verb);
Result<Outcome> list_closed_sources(Call call, const Verb& verb);
Result<Outcome> kill_login(Call call, const Verb& verb);

// records.cpp
Result<Outcome> list_trail(Call call, const Verb& verb);
Result<Outcome> read_log(Call call, const Verb& verb);

// addresses.cpp
Result<Outcome> address_list(Call call, const Verb& verb);
Result<Outcome> set_address_list(Call call, const Verb& verb);
Result<Outcome> confirm_addresses(Call call, const Verb& verb);
Result<Outcome> address_trial(Call call, const Verb& verb);
Result<Outcome> address_state(Call call, const Verb& verb);
Result<Outcome> temporary_clients(Call call, const Verb& verb);
Result<Outcome> blacklist_for_a_time(Call call, const Verb& verb);
Result<Outcome> temporary_blacklist(Call call, const Verb& verb);
Result<Outcome> add_to_temporary_blacklist(Call call, const Verb& verb);
Result<Outcome> report_failed_login_address(Call call, const Verb& verb);
Result<Outcome> reset_failed_login_address(Call call, const Verb& verb);

// modules.cpp
Result<Outcome> list_modules(Call call, const Verb& verb);
Result<Outcome> module_settings(Call call, const Verb& verb);
Result<Outcome> set_module_settings(Call call, const Verb& verb);
Result<Outcome> update_module_settings(Call call, const Verb& verb);

// acme_challenges.cpp
Result<Outcome> set_acme_challenge(Call call, const Verb& verb);
Result<Outcome> acme_challenge(Call call, const Verb& verb);
Result<Outcome> remove_acme_challenge(Call call, const Verb& verb);

// kerberos_keys.cpp
Result<Outcome> import_kerberos_keys(Call call, const Verb& verb);
Result<Outcome> list_kerberos_keys(Call call, const Verb& verb);
Result<Outcome> delete_kerberos_keys(Call call, const Verb& verb);

// account_rights.cpp
Result<Outcome> account_rights(Call call, const Verb& verb);
Result<Outcome> set_account_rights(Call call, const Verb& verb);

// account_rights_lists.cpp
Result<Outcome> list_admin_domains(Call call, const Verb& verb);
Result<Outcome> list_administrators(Call call, const Verb& verb);
Result<Outcome> list_access_rights(Call call, const Verb& verb);

// server_states.cpp
Result<Outcome> audit_state(Call call, const Verb& verb);
Result<Outcome> helper_state(Call call, const Verb& verb);

// sessions.cpp
Result<Outcome> create_web_user_session(Call call, const Verb& verb);
Result<Outcome> create_ximss_session(Call call, const Verb& verb);
Result<Outcome> find_account_session(Call call, const Verb& verb);
Result<Outcome> list_account_sessions(Call call, const Verb& verb);
Result<Outcome> session_data(Call call, const Verb& verb);
Result<Outcome> bless_session(Call call, const Verb& verb);
Result<Outcome> kill_session(Call call, const Verb& verb);
Result<Outcome> kill_account_sessions(Call call, const Verb& verb);
Result<Outcome> list_session_numbers(Call call, const Verb& verb);
Result<Outcome> unbind_session(Call call, const Verb& verb);
Result<Outcome> list_logins(Call call, const Verb& verb);
Result<Outcome> session_settings(Call call, const Verb& verb);
Result<Outcome> set_session_settings(Call call, const Verb& verb);

}  // namespace gatehouse::control::acts
