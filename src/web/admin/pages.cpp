#include <array>

#include "web/admin/handlers.h"

namespace gatehouse::web::admin {
namespace {

// In the order of the navigation.
constexpr std::array table{
    Page{"/Master/Settings/General.html", "General", Realm::settings, show_general, apply_general},
    Page{"/Master/Settings/Others.html", "Others", Realm::settings, show_others, apply_others},
    Page{"/Master/Settings/Helpers.html", "Helpers", Realm::settings, show_helpers, apply_helpers,
         Proof::again},
    Page{"/Master/Settings/ClientIPs.html", "Network", Realm::settings, show_network, apply_network,
         Proof::none, std::size_t{512} << 10U},
    Page{"/Master/Settings/Listeners.html", "Listeners", Realm::settings, show_listeners,
         apply_listeners},
    Page{"/Master/Settings/AccessListener.html", "", Realm::settings, show_listener,
         apply_listener},
    Page{"/Master/Settings/TLSSessions.html", "TLS Sessions", Realm::settings, show_tls, apply_tls},
    Page{"/Master/Domains/TrustedCommon.html", "Trusted certificates", Realm::settings,
         show_trusted, apply_trusted, Proof::again, std::size_t{256} << 10U},
    Page{"/Master/Domains/Domains.html", "Domains", Realm::users, show_domains, create_domain},
    Page{"/Master/Domains/DomainDefaults.html", "Domain defaults", Realm::users,
         show_domain_defaults, apply_domain_defaults},
    Page{"/Master/Domains/AccountDefaults.html", "Account defaults", Realm::users,
         show_account_defaults, apply_account_defaults},
    Page{"/Master/Domains/DomainSettings.html", "", Realm::users, show_domain_settings,
         apply_domain_settings},
    Page{"/Master/Domains/DomainNames.html", "", Realm::users, show_domain_names,
         apply_domain_names},
    Page{"/Master/Domains/DomainAccountDefaults.html", "", Realm::users,
         show_domain_account_defaults, apply_domain_account_defaults},
    Page{"/Master/Domains/Accounts.html", "", Realm::users, show_accounts, create_account},
    Page{"/Master/Domains/AccountSettings.html", "", Realm::users, show_account_settings,
         apply_account_settings},
    Page{"/Master/Domains/AccountNames.html", "", Realm::users, show_account_names,
         apply_account_names},
    Page{"/Master/Domains/AccountPassword.html", "", Realm::users, show_account_password,
         apply_account_password},
    Page{"/Master/Domains/AccountTags.html", "", Realm::users, show_account_tags,
         apply_account_tags},
    Page{"/Master/Domains/AccountSecondFactor.html", "", Realm::users, show_account_second_factor,
         remove_account_second_factor, Proof::again},
    Page{"/Master/Domains/AccountAccess.html", "", Realm::users, show_master_rights,
         apply_master_rights, Proof::again},
    Page{"/Master/Domains/AccountACL.html", "", Realm::users, show_access_list, apply_access_list},
    Page{"/Master/Domains/MailboxACL.html", "", Realm::users, show_access_list, apply_access_list},
    Page{"/Master/Domains/AccountSessions.html", "", Realm::users, show_account_sessions,
         apply_account_sessions},
    Page{"/Master/Domains/AccountExplain.html", "", Realm::users, show_account_explain},
    Page{"/Master/Domains/AccountImport.html", "", Realm::users, show_account_import,
         import_accounts, Proof::none, std::size_t{512} << 10U},
    Page{"/Master/Domains/DomainCertificate.html", "", Realm::users, show_domain_certificate,
         apply_domain_certificate, Proof::again, std::size_t{256} << 10U},
    Page{"/Master/Domains/DomainRequest.html", "", Realm::users, show_domain_request,
         make_domain_request},
    Page{"/Master/Domains/DomainKerberos.html", "", Realm::users, show_domain_kerberos,
         apply_domain_kerberos, Proof::again},
    Page{"/Master/Domains/Groups.html", "", Realm::users, show_groups, create_group},
    Page{"/Master/Domains/GroupSettings.html", "", Realm::users, show_group_settings,
         apply_group_settings, Proof::none, std::size_t{512} << 10U},
    Page{"/Master/Domains/Forwarders.html", "", Realm::users, show_forwarders, apply_forwarders},
    Page{"/Master/MainAdmin/Administrators.html", "Administrators", Realm::master,
         show_administrators},
    Page{"/Master/MainAdmin/Rights.html", "", Realm::master, show_master_rights,
         apply_master_rights, Proof::again},
    Page{"/Master/MainAdmin/Audit.html", "Audit trail", Realm::master, show_audit, apply_audit},
};

}  // namespace

std::span<const Page> pages() { return table; }

}  // namespace gatehouse::web::admin
