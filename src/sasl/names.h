// Which names a client may send at all, decided before anything is looked up.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::sasl {

// UTF-8 of 1 to longest_name bytes without control characters.
[[nodiscard]] bool acceptable_name(std::string_view name);

// 32 lower-case hexadecimal digits, the only form RFC 2195, RFC 1939 and RFC 2831 allow.
[[nodiscard]] bool is_md5_hex(std::string_view text);

// ISO 8859-1 as UTF-8, for the one mechanism that may send it (RFC 2831).
[[nodiscard]] std::string utf8_from_latin1(std::string_view text);

}  // namespace gatehouse::sasl
