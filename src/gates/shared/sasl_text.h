// SASL messages where a protocol carries them as base64 text.
#pragma once

#include <optional>
#include <string_view>

#include "base/secret.h"

namespace gatehouse::gates {

// nullopt: this is not base64.
[[nodiscard]] std::optional<Secret> sasl_response(std::string_view text);
// The same for an initial response: a lone "=" is one of no bytes (RFC 4954, section 4; RFC 5034,
// section 4; RFC 6120, section 6.4.2), and an empty text is not one.
[[nodiscard]] std::optional<Secret> sasl_initial_response(std::string_view text);

}  // namespace gatehouse::gates
