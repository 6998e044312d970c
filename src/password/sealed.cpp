#include "password/sealed.h"

#include "crypto/compare.h"
#include "password/stored_form.h"

namespace gatehouse::password::sealed {

bool recognises(std::string_view stored) { return has_mark(stored, Mark::sealed); }

Result<bool> check(std::string_view stored, std::string_view password, const Context& context) {
  const auto held = unsealed(Mark::sealed, stored, context);
  if (!held) return std::unexpected(held.error());
  if (held->empty() || password.empty()) return false;
  return crypto::equal_in_constant_time(held->reveal(), password);
}

Result<std::string> encode(std::string_view password, const Context& context) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  return seal_up(Mark::sealed, password, context);
}

Result<std::optional<StoredSecret>> secret(std::string_view stored, SecretForm form,
                                           std::string_view user, std::string_view realm,
                                           const Context& context) {
  const auto held = unsealed(Mark::sealed, stored, context);
  if (!held) return std::unexpected(held.error());
  if (held->empty()) return std::nullopt;
  return derived_here(held->reveal(), form, user, realm, context);
}

Result<std::string> moved(std::string_view stored, const Context& from, const Context& to) {
  const auto held = unsealed(Mark::sealed, stored, from);
  if (!held) return std::unexpected(held.error());
  return seal_up(Mark::sealed, held->reveal(), to);
}

bool cheap(std::string_view /*stored*/) { return true; }

bool current(std::string_view /*stored*/, const Context& /*context*/) { return true; }

}  // namespace gatehouse::password::sealed
