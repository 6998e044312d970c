#include "password/bcrypt.h"

#include "password/crypt.h"
#include "password/stored_form.h"

namespace gatehouse::password::bcrypt {
namespace {

constexpr unsigned long cost = 10;
constexpr std::string_view opening = "$2b$10$";

}  // namespace

bool recognises(std::string_view stored) { return has_mark(stored, Mark::bcrypt); }

Result<bool> check(std::string_view stored, std::string_view password, const Context& /*context*/) {
  const auto crypt_string = stored.substr(1);
  if (!crypt_string.starts_with("$2")) return fail(ErrorCode::damaged, "not a bcrypt string");
  return crypt_matches(crypt_string, password);
}

Result<std::string> encode(std::string_view password, const Context& context) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  if (password.size() > longest_bcrypt_password)
    return fail(ErrorCode::too_long, "UB-crpt holds 72 bytes of a password");
  const auto made = new_crypt_string(password, "$2b$", cost, *context.entropy);
  if (!made) return made;
  return with_mark(Mark::bcrypt, *made);
}

Result<std::optional<StoredSecret>> secret(std::string_view /*stored*/, SecretForm /*form*/,
                                           std::string_view /*user*/, std::string_view /*realm*/,
                                           const Context& /*context*/) {
  return std::nullopt;
}

Result<std::string> moved(std::string_view stored, const Context& /*from*/, const Context& /*to*/) {
  return std::string(stored);
}

bool cheap(std::string_view /*stored*/) { return false; }

bool current(std::string_view stored, const Context& /*context*/) {
  return stored.substr(1).starts_with(opening);
}

}  // namespace gatehouse::password::bcrypt
