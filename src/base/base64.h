// Base64, RFC 4648 section 4, strict: no white space, no missing or extra padding, no stray bits.
// Laxity here has cost others a login bypass (CVE-2026-33603), so there is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace gatehouse
