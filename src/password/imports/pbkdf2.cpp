#include "base/text.h"
#include "crypto/compare.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

constexpr unsigned most_iterations = 2'000'000;
constexpr std::string_view crypt_like = "$1$";

struct Parts {
  unsigned iterations = 0;
  std::string salt;
  std::string key;
};

std::unexpected<Error> damaged() {
  return fail(ErrorCode::damaged, "an imported PBKDF2 that is broken or too costly");
}

// Dovecot: $1$salt$iterations$key, the salt's letters as they are, the key in hex.
std::optional<Parts> read_crypt_like(std::string_view text) {
  text.remove_prefix(crypt_like.size());
  const auto salt = take_until(text, '$');
  const auto iterations = to_number<unsigned>(take_until(text, '$'));
  auto key = from_hex(text);
  if (!iterations || !key) return std::nullopt;
  return Parts{*iterations, std::string(salt), std::move(*key)};
}

// Passlib, OpenLDAP, 389 Directory Server: iterations$salt$key.
std::optional<Parts> read_usual(std::string_view text) {
  const auto iterations = to_number<unsigned>(take_until(text, '$'));
  auto salt = from_any_base64(take_until(text, '$'));
  auto key = from_any_base64(text);
  if (!iterations || !salt || !key) return std::nullopt;
  return Parts{*iterations, std::move(*salt), std::move(*key)};
}

// The older 389 Directory Server: four bytes of iterations, high first, the salt, the key.
std::optional<Parts> read_packed(const Import& import) {
  constexpr std::size_t salt_size = 64;
  constexpr std::size_t key_size = 256;
  const auto bytes = import.raw ? std::optional(import.text) : from_any_base64(import.text);
  if (!bytes || bytes->size() != 4 + salt_size + key_size) return std::nullopt;
  Parts parts{0, bytes->substr(4, salt_size), bytes->substr(4 + salt_size)};
  for (std::size_t i = 0; i < 4; ++i)
    parts.iterations = parts.iterations << 8 | static_cast<unsigned char>((*bytes)[i]);
  return parts;
}

// RFC 8018, section 5.2: each block of a long key is made by itself, so the first one tells.
Result<bool> matches(const std::optional<Parts>& parts, crypto::Hash hash,
                     std::string_view password) {
  if (!parts || parts->iterations == 0 || parts->iterations > most_iterations) return damaged();
  const auto block = crypto::size_of(hash);
  if (parts->salt.empty() || parts->key.size() < block) return damaged();
  return crypto::equal_in_constant_time(
      crypto::pbkdf2(hash, password, parts->salt, parts->iterations),
      std::string_view(parts->key).substr(0, block));
}

}  // namespace

Result<bool> check_pbkdf2(const Import& import, std::string_view password) {
  const std::string_view text = import.text;
  const auto parts = text.starts_with(crypt_like) ? read_crypt_like(text) : read_usual(text);
  return matches(parts, import.form->hash, password);
}

Result<bool> check_packed_pbkdf2(const Import& import, std::string_view password) {
  return matches(read_packed(import), import.form->hash, password);
}

}  // namespace gatehouse::password::imports
