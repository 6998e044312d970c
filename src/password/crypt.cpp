#include "password/crypt.h"

#include <crypt.h>

#include <array>
#include <memory>

#include "base/secret.h"
#include "crypto/compare.h"
#include "password/crypt_cost.h"

namespace gatehouse::password {
namespace {

static_assert(longest_crypt_password < CRYPT_MAX_PASSPHRASE_SIZE);

struct WipeAndFree {
  void operator()(crypt_data* data) const {
    wipe(data, sizeof(*data));
    delete data;
  }
};

// Empty when crypt refuses: its failure tokens begin with a star, which no result does.
std::string crypted(std::string_view password, const std::string& setting) {
  std::string phrase(password);
  const WipeAtEnd wiped(phrase);
  const std::unique_ptr<crypt_data, WipeAndFree> data(new crypt_data{});
  const char* result = crypt_rn(phrase.c_str(), setting.c_str(), data.get(), sizeof(crypt_data));
  if (result == nullptr || *result == '*') return {};
  return result;
}

bool is_bcrypt(std::string_view crypt_string) { return crypt_string.starts_with("$2"); }
bool is_bigcrypt(std::string_view crypt_string) { return crypt_name(crypt_string) == "bigcrypt"; }

std::size_t longest_password_of(std::string_view crypt_string) {
  if (is_bcrypt(crypt_string)) return longest_bcrypt_password;
  return is_bigcrypt(crypt_string) ? longest_bigcrypt_password : longest_crypt_password;
}

}  // namespace

Result<bool> crypt_matches(std::string_view crypt_string, std::string_view password) {
  if (crypt_string.contains('\0') || !affordable(crypt_string))
    return fail(ErrorCode::damaged, "a crypt string that is broken or too costly");
  if (password.empty() || password.contains('\0')) return false;
  if (password.size() > longest_password_of(crypt_string)) return false;
  const auto result = crypted(password, std::string(crypt_string));
  // Only in bigcrypt a longer password makes a longer string.
  if (result.size() != crypt_string.size() && (result.empty() || !is_bigcrypt(crypt_string)))
    return fail(ErrorCode::damaged, "a crypt string that is cut off or of an unknown form");
  return crypto::equal_in_constant_time(result, crypt_string);
}

Result<std::string> new_crypt_string(std::string_view password, const char* prefix,
                                     unsigned long cost, crypto::Entropy& entropy) {
  const auto random = entropy.bytes(32);
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  if (crypt_gensalt_rn(prefix, cost, random.data(), static_cast<int>(random.size()), setting.data(),
                       static_cast<int>(setting.size())) == nullptr)
    return fail(ErrorCode::unavailable, "crypt has no such form");
  auto result = crypted(password, setting.data());
  if (result.empty()) return fail(ErrorCode::unavailable, "crypt could not work");
  return result;
}

}  // namespace gatehouse::password
