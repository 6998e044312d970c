// crypt(3) by libxcrypt, for the two schemes that stand on it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/entropy.h"

namespace gatehouse::password {

inline constexpr std::size_t longest_bcrypt_password = 72;
inline constexpr std::size_t longest_bigcrypt_password = 128;
inline constexpr std::size_t longest_crypt_password = 511;  // CRYPT_MAX_PASSPHRASE_SIZE - 1

// Whether `password` is the one of `crypt_string`. One that the form would cut off never matches,
// traditional DES aside, whose users only ever had eight characters.
// damaged: not a crypt string, or one above the caps of crypt_cost.cpp.
[[nodiscard]] Result<bool> crypt_matches(std::string_view crypt_string, std::string_view password);

// A new crypt string; `prefix` and `cost` as crypt_gensalt takes them (cost 0: its default).
[[nodiscard]] Result<std::string> new_crypt_string(std::string_view password, const char* prefix,
                                                   unsigned long cost, crypto::Entropy& entropy);

}  // namespace gatehouse::password
