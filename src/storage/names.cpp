#include "storage/names.h"

#include <algorithm>

#include "access/acl_file.h"
#include "base/text.h"

namespace gatehouse::storage {

bool is_level(std::string_view level) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  };
  return !level.empty() && level.size() <= longest_level && level != "." && level != ".." &&
         !level.starts_with(access::acl_file_name) && !level.contains('/') && is_utf8(level) &&
         std::ranges::none_of(level, is_control);
}

bool is_name(std::string_view name) {
  if (name.empty()) return true;
  const auto levels = split(name, '/');
  return name.size() <= longest_name && levels.size() <= most_levels &&
         std::ranges::all_of(levels, is_level);
}

Split split_name(std::string_view name) {
  const auto slash = name.rfind('/');
  if (slash == name.npos) return {{}, name};
  return {name.substr(0, slash), name.substr(slash + 1)};
}

std::string joined(std::string_view folder, std::string_view level) {
  std::string name(folder);
  if (!name.empty()) name += '/';
  return name.append(level);
}

bool is_within(std::string_view name, std::string_view folder) {
  if (!name.starts_with(folder)) return false;
  return folder.empty() || name.size() == folder.size() || name[folder.size()] == '/';
}

}  // namespace gatehouse::storage
