#include "mailbox/names.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_folder = 240;
constexpr std::size_t most_levels = 16;
constexpr std::string_view dot = "%2E";

bool is_level(std::string_view level) { return !level.empty() && level != "." && level != ".."; }

bool is_allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7F && c != '%' && c != '*';
}

}  // namespace

bool is_inbox(std::string_view name) { return same_but_case(name, "INBOX"); }

bool is_mailbox_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name || !is_utf8(name)) return false;
  if (!std::ranges::all_of(name, is_allowed)) return false;
  const auto levels = split(name, '/');
  return levels.size() <= most_levels && std::ranges::all_of(levels, is_level);
}

std::optional<std::string> folder_of(std::string_view name) {
  std::string folder = ".";
  for (const char c : name) {
    if (c == '.') {
      folder += dot;
    } else {
      folder += c == '/' ? '.' : c;
    }
  }
  if (folder.size() > longest_folder) return std::nullopt;
  return folder;
}

std::optional<std::string> name_of_folder(std::string_view folder) {
  if (!folder.starts_with('.')) return std::nullopt;
  std::string name;
  for (std::size_t i = 1; i < folder.size(); ++i) {
    if (folder.substr(i).starts_with(dot)) {
      name += '.';
      i += dot.size() - 1;
    } else {
      name += folder[i] == '.' ? '/' : folder[i];
    }
  }
  if (!is_mailbox_name(name) || folder_of(name) != folder) return std::nullopt;
  return name;
}

}  // namespace gatehouse::mailbox
