#include "access/acl_rights.h"

#include "base/text.h"

namespace gatehouse::access {

namespace {

constexpr std::string_view deletion = "xte";

}  // namespace

Result<AclRights> AclRights::read(std::string_view text) {
  AclRights rights;
  for (const char letter : text) {
    const auto meant = of(letter);
    if (meant.empty())
      return fail(ErrorCode::malformed,
                  "there is no right " + escaped(std::string_view(&letter, 1)));
    rights |= meant;
  }
  return rights;
}

std::string AclRights::text() const {
  std::string text;
  for (const char letter : letters)
    if (has(letter)) text += letter;
  return text;
}

std::string AclRights::guide_text() const {
  std::string text;
  for (const char letter : std::string_view("lrswipcd"))
    if (has(letter)) text += letter;
  if (!has('d')) {
    for (const char letter : deletion)
      if (has(letter)) text += letter;
  }
  if (has('a')) text += 'a';
  return text;
}

}  // namespace gatehouse::access
