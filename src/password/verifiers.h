// `verifiers`, the default: argon2id for clear-text logins beside what challenge mechanisms need,
// sealed together as one record. The password cannot be read back unless APOP needs it.
#pragma once

#include "crypto/argon2.h"
#include "password/scheme.h"

namespace gatehouse::password::verifiers {

// What a check costs: 19 MiB, two passes.
inline constexpr crypto::Argon2Cost cost{.memory_kib = 19456, .passes = 2, .lanes = 1};

// Nothing that somebody stored is computed above these: 64 MiB, ten passes, eight lanes.
[[nodiscard]] bool affordable(const crypto::Argon2Cost& asked);

[[nodiscard]] bool recognises(std::string_view stored);
[[nodiscard]] Result<bool> check(std::string_view stored, std::string_view password,
                                 const Context& context);
[[nodiscard]] Result<std::string> encode(std::string_view password, const Context& context);
[[nodiscard]] Result<std::optional<StoredSecret>> secret(std::string_view stored, SecretForm form,
                                                         std::string_view user,
                                                         std::string_view realm,
                                                         const Context& context);
[[nodiscard]] Result<std::string> moved(std::string_view stored, const Context& from,
                                        const Context& to);
[[nodiscard]] bool cheap(std::string_view stored);
[[nodiscard]] bool current(std::string_view stored, const Context& context);

}  // namespace gatehouse::password::verifiers
