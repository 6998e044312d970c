#include "password/unix_crypt.h"

#include "password/crypt.h"
#include "password/stored_form.h"

namespace gatehouse::password::unix_crypt {

bool recognises(std::string_view stored) { return has_mark(stored, Mark::unix_crypt); }

Result<bool> check(std::string_view stored, std::string_view password, const Context& /*context*/) {
  return crypt_matches(stored.substr(1), password);
}

Result<std::string> encode(std::string_view password, const Context& context) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  if (password.size() > longest_crypt_password)
    return fail(ErrorCode::too_long, "U-crpt holds 511 bytes of a password");
  const auto made = new_crypt_string(password, "$y$", 0, *context.entropy);
  if (!made) return made;
  return with_mark(Mark::unix_crypt, *made);
}

Result<std::optional<StoredSecret>> secret(std::string_view /*stored*/, SecretForm /*form*/,
                                           std::string_view /*user*/, std::string_view /*realm*/,
                                           const Context& /*context*/) {
  return std::nullopt;
}

Result<std::string> moved(std::string_view stored, const Context& /*from*/, const Context& /*to*/) {
  return std::string(stored);
}

}  // namespace gatehouse::password::unix_crypt
