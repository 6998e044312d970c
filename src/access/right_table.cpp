#include "access/right_table.h"

#include <algorithm>
#include <array>

namespace gatehouse::access {

namespace {

using enum RightKind;

// A right over domains counts beside `Domain` only.
constexpr RightRow of_domains(std::string_view code, std::string_view allows,
                              InUser in_user = InUser::yes) {
  return {.code = code, .kind = domain, .needs = "Domain", .in_user = in_user, .allows = allows};
}

constexpr std::array table{
    of_domains("BasicSettings",
               "change the basic settings of accounts, set passwords, reset statistics"),
    of_domains("CanAccessMailboxes",
               "see, create, rename and delete the mailboxes of accounts; their access lists"),
    of_domains("CanAccessWebSites", "open the file storage and web sites of accounts"),
    of_domains("CanCreateAccounts", "create, rename and delete accounts and change their type"),
    of_domains("CanCreateAliases", "set the aliases of accounts"),
    of_domains("CanCreateForwarders", "create, rename and delete forwarders"),
    of_domains("CanCreateGroups", "create, change, rename and delete groups"),
    of_domains("CanCreateLists", "create, rename and delete mailing lists"),
    of_domains("CanCreateNamedTasks", "create, change, rename and delete named tasks"),
    of_domains("CanCreateSpecialAccounts", "create accounts of other kinds than the usual one"),
    of_domains("CanCreateTelnums", "set the telephone numbers of accounts"),
    of_domains("CanCreateWebUserSessions", "make, find, read and end sessions of accounts"),
    of_domains("CanImpersonate", "open other accounts with the own credentials; account ACLs",
               InUser::no),
    RightRow{.code = "CanModifyLog",
             .kind = server,
             .needs = "Monitor",
             .allows = "change what is logged and where"},
    of_domains("CanModifyPBXApps", "change real-time applications"),
    of_domains("CanModifyRPOP", "change the polling of remote mailboxes"),
    of_domains("CanModifyRSIP", "change the registration at remote servers"),
    RightRow{.code = "CanRejectQueues",
             .kind = server,
             .needs = "Monitor",
             .allows = "reject messages in the queues"},
    RightRow{.code = "CanReleaseQueues",
             .kind = server,
             .needs = "Monitor",
             .allows = "release queues that wait"},
    of_domains("CentralDirectory", "keep the directory's records of a domain"),
    RightRow{.code = "Directory", .kind = server, .allows = "change the Directory's settings"},
    of_domains("Domain", "administer a domain: see its settings and objects"),
    of_domains("KerberosKeys", "import and delete a domain's Kerberos keys",
               InUser::outside_the_main_domain),
    RightRow{.code = "Master",
             .kind = server,
             .allows = "do everything; the only one that grants rights in the Main Domain"},
    RightRow{.code = "Monitor", .kind = server, .allows = "see logs, queues, sessions and states"},
    of_domains("PSTNSettings", "change the telephony settings of accounts"),
    of_domains("RulesAllowed", "change mail rules and who may have which"),
    of_domains("SecureCertificate", "change a domain's keys, certificates and trusted authorities",
               InUser::outside_the_main_domain),
    RightRow{.code = "Settings", .kind = server, .allows = "change the server's own settings"},
    of_domains("SignalRulesAllowed", "change signal rules and who may have which"),
    RightRow{.code = "User",
             .kind = server,
             .allows = "change all domains with their accounts and other objects",
             .synonym = "AllDomains"},
    RightRow{.code = "UserRead",
             .kind = server,
             .implied_by = "User",
             .allows = "see all domains with their accounts and other objects, change nothing",
             .synonym = "AllDomainsRead"},
    of_domains("WebUserSettings", "change preferences and their defaults"),
};
static_assert(std::ranges::is_sorted(table, {}, &RightRow::code));

}  // namespace

std::span<const RightRow> right_table() { return table; }

const RightRow* right_named(std::string_view code) {
  const auto named = [code](const RightRow& row) {
    return row.code == code || (!row.synonym.empty() && row.synonym == code);
  };
  const auto* found = std::ranges::find_if(table, named);
  return found == table.end() ? nullptr : found;
}

bool is_domain_right(std::string_view code) {
  const auto* row = right_named(code);
  return row != nullptr && row->kind == RightKind::domain;
}

}  // namespace gatehouse::access
