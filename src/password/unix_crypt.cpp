#include "password/unix_crypt.h"

#include "password/crypt.h"
#include "password/crypt_cost.h"
#include "password/imports/imports.h"
#include "password/stored_form.h"

namespace gatehouse::password::unix_crypt {
namespace {

constexpr std::string_view opening = "$y$j9T$";  // yescrypt at libxcrypt's own cost

}  // namespace

bool recognises(std::string_view stored) { return has_mark(stored, Mark::unix_crypt); }

Result<bool> check(std::string_view stored, std::string_view password, const Context& /*context*/) {
  const auto text = stored.substr(1);
  if (!imports::claims(text)) return crypt_matches(text, password);
  const auto import = imports::read(text);
  if (!import) return std::unexpected(import.error());
  if (password.empty() || password.size() > longest_password || password.contains('\0'))
    return false;
  return import->form->check(*import, password);
}

Result<std::string> encode(std::string_view password, const Context& context) {
  if (auto fine = acceptable(password); !fine) return std::unexpected(fine.error());
  if (password.size() > longest_crypt_password)
    return fail(ErrorCode::too_long, "U-crpt holds 511 bytes of a password");
  const auto made = new_crypt_string(password, "$y$", 0, *context.entropy);
  if (!made) return made;
  return with_mark(Mark::unix_crypt, *made);
}

Result<std::optional<StoredSecret>> secret(std::string_view stored, SecretForm form,
                                           std::string_view /*user*/, std::string_view /*realm*/,
                                           const Context& /*context*/) {
  const auto text = stored.substr(1);
  if (!imports::claims(text)) return std::nullopt;
  const auto import = imports::read(text);
  if (!import) return std::unexpected(import.error());
  if (import->form->secret == nullptr) return std::nullopt;
  return import->form->secret(*import, form);
}

Result<std::string> moved(std::string_view stored, const Context& /*from*/, const Context& /*to*/) {
  return std::string(stored);
}

bool cheap(std::string_view stored) { return traits(stored).cheap; }

bool current(std::string_view stored, const Context& /*context*/) {
  return stored.substr(1).starts_with(opening);
}

Traits traits(std::string_view stored) {
  const auto text = stored.substr(1);
  if (!imports::claims(text)) return crypt_traits(text);
  const auto import = imports::read(text);
  return import ? import->form->traits(*import) : Traits{};
}

std::string name(std::string_view stored) {
  const auto text = stored.substr(1);
  if (!imports::claims(text)) return std::string(crypt_name(text));
  const auto import = imports::read(text);
  return import ? "{" + std::string(import->form->name) + "}" : "unknown";
}

}  // namespace gatehouse::password::unix_crypt
