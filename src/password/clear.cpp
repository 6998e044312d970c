#include "password/clear.h"

#include "crypto/compare.h"
#include "password/stored_form.h"

namespace gatehouse::password::clear {

bool marked(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text.front()) < ' ';
}

bool recognises(std::string_view /*stored*/) { return true; }

Result<bool> check(std::string_view stored, std::string_view password, const Context& /*context*/) {
  if (marked(stored)) return fail(ErrorCode::damaged, "a stored password of an unknown form");
  if (stored.empty() || password.empty()) return false;
  return crypto::equal_in_constant_time(stored, password);
}

Result<std::string> encode(std::string_view password, const Context& /*context*/) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  if (marked(password))
    return fail(ErrorCode::malformed, "a clear password may not begin with a control character");
  return std::string(password);
}

Result<std::optional<StoredSecret>> secret(std::string_view stored, SecretForm form,
                                           std::string_view user, std::string_view realm,
                                           const Context& context) {
  if (marked(stored)) return fail(ErrorCode::damaged, "a stored password of an unknown form");
  if (stored.empty()) return std::nullopt;
  return derived_here(stored, form, user, realm, context);
}

Result<std::string> moved(std::string_view stored, const Context& /*from*/, const Context& /*to*/) {
  return std::string(stored);
}

bool cheap(std::string_view /*stored*/) { return true; }

bool current(std::string_view /*stored*/, const Context& /*context*/) { return true; }

}  // namespace gatehouse::password::clear
