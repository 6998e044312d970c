// `U-crpt`: every form libxcrypt checks, and what other programs keep behind a prefix (imports/).
// New ones are yescrypt. One-way: clear-text logins, and the challenge mechanism whose verifier an
// import is.
#pragma once

#include "password/scheme.h"
#include "password/traits.h"

namespace gatehouse::password::unix_crypt {

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

// Of this very string: what it is worth, and what its own form is called ("$6$", "DES", "{SSHA}").
[[nodiscard]] Traits traits(std::string_view stored);
[[nodiscard]] std::string name(std::string_view stored);

}  // namespace gatehouse::password::unix_crypt
