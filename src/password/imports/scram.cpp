#include "base/secret.h"
#include "base/text.h"
#include "crypto/compare.h"
#include "password/derive.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

constexpr unsigned most_iterations = 1'000'000;
constexpr std::size_t longest_salt = 64;

struct Kept {
  unsigned iterations = 0;
  std::string salt;
  std::string keys;  // StoredKey, then ServerKey
};

// RFC 5803: iterations:salt$StoredKey:ServerKey. Dovecot: iterations,salt,StoredKey,ServerKey.
Result<Kept> read_kept(const Import& import) {
  std::string_view text = import.text;
  const bool commas = text.contains(',');
  const auto iterations = to_number<unsigned>(take_until(text, commas ? ',' : ':'));
  auto salt = from_any_base64(take_until(text, commas ? ',' : '$'));
  const auto stored_key = from_any_base64(take_until(text, commas ? ',' : ':'));
  const auto server_key = from_any_base64(text);
  const auto size = crypto::size_of(import.form->hash);
  if (!iterations || *iterations == 0 || *iterations > most_iterations || !salt || salt->empty() ||
      salt->size() > longest_salt || !stored_key || stored_key->size() != size || !server_key ||
      server_key->size() != size)
    return fail(ErrorCode::damaged, "an imported SCRAM that is broken or too costly");
  return Kept{*iterations, std::move(*salt), *stored_key + *server_key};
}

SecretForm form_of(crypto::Hash hash) {
  if (hash == crypto::Hash::sha1) return SecretForm::scram_sha1;
  return hash == crypto::Hash::sha256 ? SecretForm::scram_sha256 : SecretForm::scram_sha512;
}

}  // namespace

Result<bool> check_scram(const Import& import, std::string_view password) {
  const auto kept = read_kept(import);
  if (!kept) return std::unexpected(kept.error());
  auto keys = scram_keys(import.form->hash, password, kept->salt, kept->iterations);
  const WipeAtEnd wiped(keys);
  return crypto::equal_in_constant_time(keys, kept->keys);
}

Result<std::optional<StoredSecret>> scram_secret(const Import& import, SecretForm form) {
  if (form != form_of(import.form->hash)) return std::nullopt;
  auto kept = read_kept(import);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return StoredSecret{Secret(kept->keys), std::move(kept->salt), kept->iterations};
}

}  // namespace gatehouse::password::imports
