// The words of a talk: escapes and %{functions} in what is said, wildcards and captures in what is
// expected.
//
// Escapes: \r \n \0 \t \\ \" \* \} \xNN. Functions nest at most 16 deep:
//   %{name}              a capture                 %{base64:TEXT}  %{unbase64:TEXT}
//   %{md5:TEXT}          hex                       %{hmac_md5:KEY:TEXT}  hex
//   %{repeat:COUNT:TEXT} TEXT COUNT times, at most 16 MiB
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::support {

using Captures = std::map<std::string, std::string, std::less<>>;

// What a C line sends. malformed: an unknown function, a bad escape; not_found: no such capture.
[[nodiscard]] Result<std::string> spoken(std::string_view text, const Captures& captures);

// Whether `line` is what `pattern` describes: `*` is any run, `%{name}` any run that is kept under
// that name when all of it matches. Functions stand for their value.
[[nodiscard]] Result<bool> matches(std::string_view pattern, std::string_view line,
                                   Captures& captures);

// A "quoted string" at the front of `text`, taken off it.
[[nodiscard]] Result<std::string> take_quoted(std::string_view& text);

}  // namespace gatehouse::support
