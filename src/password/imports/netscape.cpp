#include "base/secret.h"
#include "base/text.h"
#include "crypto/compare.h"
#include "password/imports/families.h"

namespace gatehouse::password::imports {
namespace {

constexpr std::size_t digest_letters = 32;
constexpr std::size_t salt_letters = 32;
constexpr char before_password = '\x59';
constexpr char after_password = '\xF7';

}  // namespace

// Thirty-two hex digits, then the salt, whose letters are taken as they are.
Result<bool> check_netscape(const Import& import, std::string_view password) {
  const std::string_view text = import.text;
  const auto digest = from_hex(text.substr(0, digest_letters));
  if (text.size() != digest_letters + salt_letters || !digest)
    return fail(ErrorCode::damaged, "an imported password that is not NS-MTA-MD5");
  const auto salt = text.substr(digest_letters);
  std::string salted;
  salted.reserve(2 * salt.size() + password.size() + 2);
  const WipeAtEnd wiped(salted);
  ((salted += salt) += before_password) += password;
  (salted += after_password) += salt;
  return crypto::equal_in_constant_time(crypto::digest(crypto::Hash::md5, salted), *digest);
}

}  // namespace gatehouse::password::imports
