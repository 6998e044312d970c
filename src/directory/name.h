// One canonical form for every spelling of a name, decided once for all rooms.
//
// Account names: SASLprep (RFC 4013), folded to lower case, 1..128 bytes of letters, digits and
// . - _ ; '.' neither first nor last, '-' not first. Domain names: IDNA 2008 A-labels, lower case.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::directory {

// malformed: no such name can exist. Nothing needs to be looked up then.
[[nodiscard]] Result<std::string> canonical_account(std::string_view name);
[[nodiscard]] Result<std::string> canonical_domain(std::string_view name);

// SASLprep for a password (RFC 4013, stored string or query); malformed for what it prohibits.
[[nodiscard]] Result<std::string> prepared_password(std::string_view password);

// A login name taken apart: `user`, `user@domain`, `user%domain`, `user$tag`, `user$tag@domain`,
// `user@domain$tag`. Parts are canonical; domain and tag may be empty. More than one @, two tags,
// control characters, more than 255 bytes: malformed.
struct LoginName {
  std::string account;
  std::string domain;
  std::string tag;
};
[[nodiscard]] Result<LoginName> parse_login(std::string_view text);

}  // namespace gatehouse::directory
