#include "base/secret.h"
#include "base/text.h"
#include "crypto/compare.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

constexpr std::size_t longest_salt = 64;

std::optional<std::string> bytes_of(const Import& import) {
  if (import.raw) return import.text;
  // Hex and base64 of the same digest never have the same length.
  if (import.text.size() == 2 * crypto::size_of(import.form->hash))
    if (auto bytes = from_hex(import.text)) return bytes;
  return from_any_base64(import.text);
}

Result<bool> check_with_salt(const Import& import, std::string_view password, std::size_t least,
                             std::size_t most) {
  const auto bytes = bytes_of(import);
  const auto size = crypto::size_of(import.form->hash);
  if (!bytes || bytes->size() < size + least || bytes->size() > size + most)
    return fail(ErrorCode::damaged, "an imported digest of another size");
  const std::string_view salt = std::string_view(*bytes).substr(size);
  std::string salted;
  salted.reserve(password.size() + salt.size());  // so that no piece is left behind
  const WipeAtEnd wiped(salted);
  (salted += password) += salt;
  return crypto::equal_in_constant_time(crypto::digest(import.form->hash, salted),
                                        std::string_view(*bytes).substr(0, size));
}

}  // namespace

Result<bool> check_digest(const Import& import, std::string_view password) {
  return check_with_salt(import, password, 0, 0);
}

Result<bool> check_salted_digest(const Import& import, std::string_view password) {
  return check_with_salt(import, password, 1, longest_salt);
}

}  // namespace gatehouse::password::imports
