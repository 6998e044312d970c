// A setting that says by "*" where a name belongs: "/home/*", "mail-*".
#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

[[nodiscard]] inline std::string with_name(std::string_view pattern, std::string_view name) {
  std::string text;
  for (const char c : pattern) {
    if (c == '*')
      text += name;
    else
      text += c;
  }
  return text;
}

}  // namespace gatehouse
