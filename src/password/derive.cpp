#include "password/derive.h"

#include <optional>

#include "base/text.h"
#include "crypto/digest.h"
#include "password/scheme.h"

namespace gatehouse::password {
namespace {

using crypto::Hash;

constexpr char32_t first_beyond_bmp = 0x10000;

// The next code point of valid UTF-8.
char32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  char32_t point = more == 0 ? lead : lead & (0x3fU >> more);
  for (std::size_t i = 1; i <= more; ++i)
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  text.remove_prefix(more + 1);
  return point;
}

// RFC 2831, section 2.1.2.1: what fits into ISO 8859-1 is digested in it.
std::string latin1_if_possible(std::string_view text) {
  if (!is_utf8(text)) return std::string(text);
  std::string latin1;
  latin1.reserve(text.size());
  for (auto rest = text; !rest.empty();) {
    const auto point = take_code_point(rest);
    if (point > 0xff) {
      wipe(latin1.data(), latin1.size());
      return std::string(text);
    }
    latin1 += static_cast<char>(point);
  }
  return latin1;
}

void append_unit(std::string& bytes, char32_t unit) {
  bytes += static_cast<char>(unit & 0xff);
  bytes += static_cast<char>(unit >> 8);
}

std::string utf16_little_endian(std::string_view text) {
  std::string bytes;
  bytes.reserve(2 * text.size());
  for (auto rest = text; !rest.empty();) {
    const auto point = take_code_point(rest);
    if (point < first_beyond_bmp) {
      append_unit(bytes, point);
      continue;
    }
    append_unit(bytes, 0xd800 + ((point - first_beyond_bmp) >> 10));
    append_unit(bytes, 0xdc00 + ((point - first_beyond_bmp) & 0x3ff));
  }
  return bytes;
}

std::string nt_hash(std::string_view password) {
  if (!is_utf8(password)) return {};
  auto units = utf16_little_endian(password);
  const WipeAtEnd wiped(units);
  return crypto::md4(units);
}

StoredSecret scram(Hash hash, std::string_view password, std::string_view salt) {
  auto keys = scram_keys(hash, password, salt, scram_iterations);
  const WipeAtEnd wiped(keys);
  return {Secret(keys), std::string(salt), scram_iterations};
}

StoredSecret bare(std::string bytes) {
  const WipeAtEnd wiped(bytes);
  return {Secret(bytes), {}, 0};
}

}  // namespace

std::string scram_keys(Hash hash, std::string_view password, std::string_view salt,
                       unsigned iterations) {
  auto salted = crypto::pbkdf2(hash, password, salt, iterations);
  const WipeAtEnd wiped_salted(salted);
  auto client_key = crypto::hmac(hash, salted, "Client Key");
  const WipeAtEnd wiped_client_key(client_key);
  return crypto::digest(hash, client_key) + crypto::hmac(hash, salted, "Server Key");
}

bool has_salt(SecretForm form) {
  return form == SecretForm::scram_sha1 || form == SecretForm::scram_sha256 ||
         form == SecretForm::scram_sha512;
}

std::string digest_md5_user_hash(std::string_view user, std::string_view realm,
                                 std::string_view password) {
  auto held = latin1_if_possible(password);
  const WipeAtEnd wiped_held(held);
  const auto front = latin1_if_possible(user) + ":" + latin1_if_possible(realm) + ":";
  std::string text;
  text.reserve(front.size() + held.size());  // so that no piece is left behind
  const WipeAtEnd wiped_text(text);
  (text += front) += held;
  return crypto::digest(Hash::md5, text);
}

StoredSecret derive(std::string_view password, SecretForm form, std::string_view user,
                    std::string_view realm, std::string_view scram_salt) {
  switch (form) {
    case SecretForm::clear_text:
      return {Secret(password), {}, 0};
    case SecretForm::cram_md5:
      return bare(crypto::hmac_md5_states(password));
    case SecretForm::digest_md5:
      return bare(digest_md5_user_hash(user, realm, password));
    case SecretForm::scram_sha1:
      return scram(Hash::sha1, password, scram_salt);
    case SecretForm::scram_sha256:
      return scram(Hash::sha256, password, scram_salt);
    case SecretForm::scram_sha512:
      return scram(Hash::sha512, password, scram_salt);
    case SecretForm::nt:
      return bare(nt_hash(password));
  }
  return {};
}

}  // namespace gatehouse::password
