#include <array>

#include "directory/directory.h"

namespace gatehouse::directory {

using settings::Dictionary;
using settings::Level;

settings::Value ServerDefaults::setting(std::string_view key) const {
  return settings::effective(key, Level::server, std::array<const Dictionary*, 1>{&server});
}

settings::Value Domain::setting(std::string_view key) const {
  const std::array nearest_first{&settings, &server->domains};
  return settings::effective(key, Level::domain, nearest_first);
}

settings::Value Domain::account_default(std::string_view key) const {
  const std::array nearest_first{&account_defaults, &server->accounts};
  return settings::effective(key, Level::account, nearest_first);
}

settings::Value Account::setting(std::string_view key) const {
  const std::array nearest_first{&settings, &domain->account_defaults, &domain->server->accounts};
  return settings::effective(key, Level::account, nearest_first);
}

Dictionary updated(Dictionary to, const Dictionary& changes) {
  for (const auto& [key, value] : changes) {
    if (value == settings::Value("default")) {
      to.erase(key);
    } else {
      to.insert_or_assign(key, value);
    }
  }
  return to;
}

}  // namespace gatehouse::directory
