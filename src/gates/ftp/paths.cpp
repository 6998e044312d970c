#include "gates/ftp/paths.h"

#include <algorithm>

#include "base/text.h"
#include "storage/names.h"

namespace gatehouse::gates::ftp {
namespace {

bool is_shared(const Path& path) { return !path.empty() && path.front().starts_with(shared_mark); }

}  // namespace

std::optional<Path> resolved(const Path& from, std::string_view argument) {
  if (argument.size() > storage::longest_name) return std::nullopt;
  Path path = argument.starts_with('/') ? Path() : from;
  if (argument == "~" || argument.starts_with("~/")) {
    path.clear();
    argument.remove_prefix(1);
  } else if (argument.starts_with(shared_mark)) {
    path.clear();
  }
  for (const auto level : split(argument, '/')) {
    if (level.empty() || level == ".") continue;
    if (level == "..") {
      if (!path.empty()) path.pop_back();
      continue;
    }
    if (path.empty() && level == "~") continue;
    if (!storage::is_level(level)) return std::nullopt;
    path.emplace_back(level);
    if (path.size() > storage::most_levels) return std::nullopt;
  }
  if (text_of(path).size() > storage::longest_name) return std::nullopt;
  return path;
}

std::string text_of(const Path& path) {
  if (path.empty()) return "/";
  std::string text;
  for (const auto& level : path) text.append("/").append(level);
  return text;
}

Address address_of(const Path& path) {
  Address address;
  auto level = path.begin();
  if (is_shared(path)) address.account = (level++)->substr(1);
  for (; level != path.end(); ++level) address.name = storage::joined(address.name, *level);
  return address;
}

bool is_outermost(const Path& path) {
  return path.empty() || (path.size() == 1 && is_shared(path));
}

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

}  // namespace gatehouse::gates::ftp
