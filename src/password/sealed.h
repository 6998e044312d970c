// `sealed`: the password itself, AES-256-GCM under the site key. Serves every mechanism.
#pragma once

#include "password/scheme.h"

namespace gatehouse::password::sealed {

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

}  // namespace gatehouse::password::sealed
