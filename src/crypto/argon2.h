// Argon2 (RFC 9106) by libargon2, in its usual text form:
// $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<tag>
// New ones are argon2id; what others made may be argon2i or argon2d, or without v= (version 1.0).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::crypto {

struct Argon2Cost {
  unsigned memory_kib = 0;
  unsigned passes = 0;
  unsigned lanes = 0;

  bool operator==(const Argon2Cost&) const = default;
};

// A 32-byte tag. `salt` has at least 8 bytes. unavailable: not enough memory.
[[nodiscard]] Result<std::string> argon2id(std::string_view password, std::string_view salt,
                                           Argon2Cost cost);

// What checking `encoded` would cost, so that a caller can refuse before any work is done.
// nullopt: this is no argon2id text form.
[[nodiscard]] std::optional<Argon2Cost> argon2id_cost(std::string_view encoded);
[[nodiscard]] std::optional<Argon2Cost> argon2_cost(std::string_view encoded);  // of any kind

// damaged: not readable; unavailable: not enough memory.
[[nodiscard]] Result<bool> argon2id_matches(std::string_view encoded, std::string_view password);
[[nodiscard]] Result<bool> argon2_matches(std::string_view encoded, std::string_view password);

}  // namespace gatehouse::crypto
