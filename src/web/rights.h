// The administrator rights of whoever looks at a page, to choose what is worth showing. Commands
// check them themselves.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "settings/value.h"

namespace gatehouse::web {

class Rights {
 public:
  Rights() = default;
  // As GETACCOUNTRIGHTS answers them.
  explicit Rights(const settings::Array& codes);

  [[nodiscard]] bool none() const { return codes_.empty(); }
  [[nodiscard]] bool master() const { return codes_.contains("Master"); }
  // Master has every right, User every one over accounts and domains.
  [[nodiscard]] bool has(std::string_view code) const;

 private:
  std::set<std::string, std::less<>> codes_;
};

// The parts of WebAdmin, as the guide names them.
enum class Realm { settings, users, monitors, directory, master, own };
[[nodiscard]] std::string_view name_of(Realm realm);
[[nodiscard]] bool may_enter(const Rights& rights, Realm realm);

}  // namespace gatehouse::web
