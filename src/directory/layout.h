// Where everything is in the store, and the keys that documents hold besides settings.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::directory::layout {

inline constexpr std::string_view settings_folder = "Settings";
inline constexpr std::string_view main_settings = "Settings/Main.settings";
inline constexpr std::string_view domain_default = "Settings/DomainDefault.settings";
inline constexpr std::string_view unfinished = "Settings/Unfinished.settings";  // see journal.h
inline constexpr std::string_view domains_folder = "Domains";
inline constexpr std::string_view account_suffix = ".macnt";

inline constexpr std::string_view main_domain_key = "MainDomain";            // in Main.settings
inline constexpr std::string_view account_defaults_key = "AccountDefaults";  // in both domain files
inline constexpr std::string_view domain_id_key = "DomainID";                // in Domain.settings
inline constexpr std::string_view domain_aliases_key = "DomainAliases";      // in Domain.settings

inline std::string domain_folder(std::string_view domain) {
  return std::string(domains_folder) + "/" + std::string(domain);
}
inline std::string settings_of_domain(std::string_view domain) {
  return domain_folder(domain) + "/Settings";
}
inline std::string domain_settings(std::string_view domain) {
  return settings_of_domain(domain) + "/Domain.settings";
}
inline std::string access(std::string_view domain) {
  return settings_of_domain(domain) + "/Access.settings";
}
inline std::string account_aliases(std::string_view domain) {
  return settings_of_domain(domain) + "/Aliases.settings";
}
inline std::string groups(std::string_view domain) {
  return settings_of_domain(domain) + "/Groups.settings";
}
inline std::string forwarders(std::string_view domain) {
  return settings_of_domain(domain) + "/Forwarders.settings";
}
inline std::string holder_ids(std::string_view domain) {
  return settings_of_domain(domain) + "/HolderIDs.settings";
}
inline std::string accounts_folder(std::string_view domain) {
  return domain_folder(domain) + "/Accounts";
}
inline std::string account_folder(std::string_view domain, std::string_view account) {
  return accounts_folder(domain) + "/" + std::string(account) + std::string(account_suffix);
}
inline std::string account_settings(std::string_view account_folder) {
  return std::string(account_folder) + "/account.settings";
}
inline std::string account_info(std::string_view account_folder) {
  return std::string(account_folder) + "/account.info";
}

}  // namespace gatehouse::directory::layout
