#include "base/text.h"
#include "crypto/compare.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

constexpr std::size_t nt_size = 16;
constexpr std::size_t cram_md5_size = 32;

// The bytes as StoredSecret has them. Dovecot keeps the outer state of CRAM-MD5 first.
Result<std::string> bytes_of(const Import& import, SecretForm form) {
  const auto bytes = import.raw ? std::optional(import.text) : from_hex(import.text);
  const auto size = form == SecretForm::nt ? nt_size : cram_md5_size;
  if (!bytes || bytes->size() != size)
    return fail(ErrorCode::damaged, "an imported verifier of another size");
  if (form == SecretForm::nt) return *bytes;
  return bytes->substr(cram_md5_size / 2) + bytes->substr(0, cram_md5_size / 2);
}

Result<bool> check(const Import& import, std::string_view password, SecretForm form) {
  const auto kept = bytes_of(import, form);
  if (!kept) return std::unexpected(kept.error());
  const auto made = derive(password, form, {}, {}, {});
  if (made.bytes.empty()) return fail(ErrorCode::unavailable, "no MD4 on this machine");
  return crypto::equal_in_constant_time(made.bytes.reveal(), *kept);
}

Result<std::optional<StoredSecret>> secret(const Import& import, SecretForm wanted,
                                           SecretForm held) {
  if (wanted != held) return std::nullopt;
  const auto kept = bytes_of(import, held);
  if (!kept) return std::unexpected(kept.error());
  return StoredSecret{Secret(*kept), {}, 0};
}

}  // namespace

Result<bool> check_nt(const Import& import, std::string_view password) {
  return check(import, password, SecretForm::nt);
}

Result<std::optional<StoredSecret>> nt_secret(const Import& import, SecretForm form) {
  return secret(import, form, SecretForm::nt);
}

Result<bool> check_cram_md5(const Import& import, std::string_view password) {
  return check(import, password, SecretForm::cram_md5);
}

Result<std::optional<StoredSecret>> cram_md5_secret(const Import& import, SecretForm form) {
  return secret(import, form, SecretForm::cram_md5);
}

}  // namespace gatehouse::password::imports
