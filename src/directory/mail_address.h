// Mail addresses (RFC 5321, section 4.1.2) as far as routing needs them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/result.h"

namespace gatehouse::directory {

struct MailAddress {
  std::string local_part;   // without quotes and backslashes, not empty
  std::string_view domain;  // as written, in the text that was given; empty: there was none
};
// `user@domain` or `user`, up to 254 bytes of printable UTF-8, `user` up to 64; malformed.
[[nodiscard]] Result<MailAddress> parse_mail_address(std::string_view text);

// RFC 5321, section 4.1.3: `[10.0.0.1]`, `[IPv6:2001:db8::1]`.
[[nodiscard]] std::optional<IpAddress> address_literal(std::string_view domain);

// What a local part must be to stand in an address without quotes.
[[nodiscard]] bool is_plain_local_part(std::string_view text);

}  // namespace gatehouse::directory
