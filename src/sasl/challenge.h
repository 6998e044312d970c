// Challenges that never repeat and cannot be guessed.
#pragma once

#include <string>
#include <string_view>

#include "crypto/entropy.h"

namespace gatehouse::sasl {

// "<digits.digits@host>": a strict message id (RFC 5322, section 3.6.4), which is what clients of
// CRAM-MD5 (RFC 2195) and APOP (RFC 1939) check for; over 144 bits of it are random.
[[nodiscard]] std::string new_challenge(crypto::Entropy& entropy, std::string_view host);

inline constexpr std::size_t nonce_size = 24;  // characters of random_word: 142 bits

}  // namespace gatehouse::sasl
