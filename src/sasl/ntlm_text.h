// Text as NTLM messages carry it: UTF-16, little end first ([MS-NLMP], section 2.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::sasl::ntlm {

// nullopt: an odd number of bytes, or a surrogate without its other half.
[[nodiscard]] std::optional<std::string> utf8_from_utf16(std::string_view wide);

// `utf8` is valid; see is_utf8().
[[nodiscard]] std::string utf16_from_utf8(std::string_view utf8);

// One code unit for one code unit, as Windows does it: no letter becomes two.
[[nodiscard]] std::string upper_case_utf16(std::string_view wide);

}  // namespace gatehouse::sasl::ntlm
