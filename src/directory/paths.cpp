#include "directory/paths.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "crypto/digest.h"
#include "settings/text.h"

namespace gatehouse::directory {
namespace {

constexpr std::size_t longest_component = 253;  // a domain name
constexpr std::size_t longest_path = 1024;

}  // namespace

bool valid_component(std::string_view name) {
  const auto forbidden = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/';
  };
  return !name.empty() && name.size() <= longest_component && name.front() != '.' &&
         !name.ends_with(last_good_suffix) && !std::ranges::any_of(name, forbidden) &&
         is_utf8(name);
}

Result<void> check_path(std::string_view path) {
  if (path.size() <= longest_path && std::ranges::all_of(split(path, '/'), valid_component))
    return {};
  return fail(ErrorCode::malformed, "not a path: " + escaped(path));
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string joined(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  return path.append(folder).append("/").append(name);
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool holds_volatile_facts(std::string_view path) { return path.ends_with(".info"); }

Version version_of(std::string_view text) {
  const auto digest = crypto::digest(crypto::Hash::sha256, text);
  Version version = 0;
  std::memcpy(&version, digest.data(), sizeof version);
  return version == 0 ? 1 : version;
}

Result<std::string> storable_text(const settings::Dictionary& content) {
  auto text = settings::to_file_text(content);
  if (auto back = settings::read_dictionary(text); !back)
    return fail(ErrorCode::malformed, "cannot be stored: " + back.error().detail);
  return text;
}

}  // namespace gatehouse::directory
