// Codes that an authenticator shows (RFC 6238, with HMAC-SHA-1 and 30 seconds, as every such
// program has them). Pure; safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace gatehouse::credentials {

// RFC 6238, section 4.2: the steps that have passed at a time.
[[nodiscard]] std::int64_t totp_step(Time now);
// `digits`: 6, 7 or 8. unavailable: the library failed, or the step is before the first.
[[nodiscard]] Result<Secret> totp_code(std::string_view secret, std::int64_t step,
                                       unsigned digits = 6);

// The secret as people type it: base32 (RFC 4648, section 6), without padding.
[[nodiscard]] Result<Secret> typed_form(std::string_view secret);
// What authenticators read from a picture or a link; `typed` is the secret's typed_form().
[[nodiscard]] Secret otpauth_uri(std::string_view account, std::string_view issuer,
                                 std::string_view typed);

}  // namespace gatehouse::credentials
