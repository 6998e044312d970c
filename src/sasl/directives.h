// The grammar of DIGEST-MD5 messages (RFC 2831, section 7.1): name=value pairs, comma separated,
// the values tokens or quoted strings with escapes. Linear in the length of the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::sasl {

inline constexpr std::size_t most_directives = 50;

struct Directive {
  std::string name;   // lower case
  std::string value;  // without quotes and escapes
};

// malformed: not of the grammar, a name twice, or more than most_directives.
[[nodiscard]] Result<std::vector<Directive>> parse_directives(std::string_view text);

// The value under `name`, or null.
[[nodiscard]] const std::string* find(const std::vector<Directive>& directives,
                                      std::string_view name);

// `text` as a quoted string, quotes included.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace gatehouse::sasl
