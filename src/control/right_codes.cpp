#include "control/right_codes.h"

#include <algorithm>
#include <array>

namespace gatehouse::control {

std::span<const std::string_view> domain_rights() {
  static constexpr std::array<std::string_view, 23> table{"BasicSettings",
                                                          "CanAccessWebSites",
                                                          "CanCreateAccounts",
                                                          "CanCreateAliases",
                                                          "CanCreateForwarders",
                                                          "CanCreateGroups",
                                                          "CanCreateLists",
                                                          "CanCreateNamedTasks",
                                                          "CanCreateSpecialAccounts",
                                                          "CanCreateTelnums",
                                                          "CanCreateWebUserSessions",
                                                          "CanImpersonate",
                                                          "CanModifyPBXApps",
                                                          "CanModifyRPOP",
                                                          "CanModifyRSIP",
                                                          "CentralDirectory",
                                                          "Domain",
                                                          "KerberosKeys",
                                                          "PSTNSettings",
                                                          "RulesAllowed",
                                                          "SecureCertificate",
                                                          "SignalRulesAllowed",
                                                          "WebUserSettings"};
  static_assert(std::ranges::is_sorted(table));
  return table;
}

bool is_domain_right(std::string_view code) {
  return std::ranges::binary_search(domain_rights(), code);
}

}  // namespace gatehouse::control
