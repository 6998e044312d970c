#include "access/acl_file.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "base/whole_file.h"
#include "settings/text.h"

namespace gatehouse::access {

namespace {

namespace files = directory::files;
using settings::Dictionary;

constexpr std::size_t longest_file = 8 * 1024 * 1024;
constexpr std::string_view id_key = "ID";
constexpr std::string_view rights_key = "Rights";

std::unexpected<Error> damaged(const std::filesystem::path& path, std::string_view what) {
  return fail(ErrorCode::damaged, path.string() + ":" + std::string(what));
}

// Where a key of the file stands, as far as a line begins with it.
std::size_t line_of(std::string_view text, std::string_view key) {
  const auto as_written = settings::quoted(key);
  std::size_t number = 0;
  for (auto line : split(text, '\n')) {
    ++number;
    line = trimmed(line);
    if (line.starts_with('{')) line = trimmed(line.substr(1));
    if (line.starts_with(key) || line.starts_with(as_written)) return number;
  }
  return 1;
}

Result<AclRights> rights_in(const settings::Value* value) {
  const auto* letters = value == nullptr ? nullptr : value->string();
  if (letters == nullptr) return fail(ErrorCode::malformed, "expected the letters of rights");
  return AclRights::read(*letters);
}

Result<AclElement> element_of(std::string_view key, const settings::Value& value) {
  auto identifier = read_acl_identifier(key);
  if (!identifier) return std::unexpected(identifier.error());
  AclElement element{.identifier = *std::move(identifier)};
  const auto* with_id = value.dictionary();
  const auto rights = rights_in(with_id == nullptr ? &value : find(*with_id, rights_key));
  if (!rights) return std::unexpected(rights.error());
  element.rights = *rights;
  if (with_id == nullptr) return element;
  const auto* id = find(*with_id, id_key);
  if (id == nullptr || id->string() == nullptr || id->string()->empty())
    return fail(ErrorCode::malformed, "expected an ID");
  element.id = *id->string();
  return element;
}

settings::Value value_of(const AclElement& element) {
  auto rights = element.rights.guide_text();
  if (element.id.empty()) return rights;
  return Dictionary{{std::string(id_key), element.id},
                    {std::string(rights_key), std::move(rights)}};
}

}  // namespace

AclStamp acl_stamp(const std::filesystem::path& folder) {
  return files::stamp_of(folder / acl_file_name);
}

Result<std::vector<AclElement>> read_acl(const std::filesystem::path& folder) {
  const auto path = folder / acl_file_name;
  const auto content = files::read(path, longest_file);
  if (!content && content.error().code == ErrorCode::too_long)
    return damaged(path, "1:1: the file is too long");
  if (!content) return std::unexpected(content.error());
  std::vector<AclElement> elements;
  if (!*content) return elements;
  const auto& text = (*content)->text;
  const auto held = settings::read_dictionary(text);
  if (!held) return damaged(path, held.error().detail);
  if (held->size() > most_acl_elements) return damaged(path, "1:1: too many elements");
  for (const auto& [key, value] : *held) {
    auto element = element_of(key, value);
    if (!element)
      return damaged(path, std::to_string(line_of(text, key)) + ":1: " + escaped(key) + ": " +
                               element.error().detail);
    elements.push_back(*std::move(element));
  }
  return elements;
}

Result<void> write_acl(const std::filesystem::path& folder, std::span<const AclElement> elements) {
  if (elements.size() > most_acl_elements)
    return fail(ErrorCode::too_long, "an access control list has at most " +
                                         std::to_string(most_acl_elements) + " elements");
  Dictionary held;
  for (const auto& element : elements)
    if (!held.emplace(to_text(element.identifier), value_of(element)).second)
      return fail(ErrorCode::already_exists, to_text(element.identifier));
  const auto path = folder / acl_file_name;
  std::error_code failed;
  if (held.empty()) {
    std::filesystem::remove(path, failed);
    if (failed) return fail(ErrorCode::unavailable, path.string() + ": " + failed.message());
    return sync_folder(folder);
  }
  return replace_file(path, settings::to_file_text(held));
}

}  // namespace gatehouse::access
