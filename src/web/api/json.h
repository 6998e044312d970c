// Values of settings as JSON and back. What JSON has no word for: a data block is the string
// "data:;base64,...", a time stamp its RFC 3339 text, an address its text, a number a number.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::web::api {

inline constexpr std::size_t deepest_json = 32;

[[nodiscard]] std::string to_json(const settings::Value& value);
[[nodiscard]] std::string json_string(std::string_view text);  // in its quotes

// malformed: it is no JSON (RFC 8259), nested too deep, or a number that is not whole. A member
// that comes twice is malformed too.
[[nodiscard]] Result<settings::Value> from_json(std::string_view text);

}  // namespace gatehouse::web::api
