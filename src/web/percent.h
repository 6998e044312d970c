// Percent-encoding (RFC 3986, section 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::web {

// %XX and nothing else. nullopt: it is not so encoded.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);
// All but letters, digits and - . _ ~
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace gatehouse::web
