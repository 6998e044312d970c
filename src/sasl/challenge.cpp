#include "sasl/challenge.h"

namespace gatehouse::sasl {
namespace {

constexpr std::size_t half = 22;

std::string random_digits(crypto::Entropy& entropy, std::size_t count) {
  std::string digits;
  digits.reserve(count);
  while (digits.size() < count) {
    for (const char c : entropy.bytes(count + 6)) {
      const auto value = static_cast<unsigned char>(c);
      // Bytes from 250 up would favour the lower digits.
      if (value < 250 && digits.size() < count) digits += static_cast<char>('0' + value % 10);
    }
  }
  return digits;
}

}  // namespace

std::string new_challenge(crypto::Entropy& entropy, std::string_view host) {
  const auto digits = random_digits(entropy, 2 * half);
  std::string challenge;
  challenge.reserve(digits.size() + host.size() + 4);
  challenge += '<';
  challenge.append(digits, 0, half) += '.';
  challenge.append(digits, half) += '@';
  return (challenge += host) += '>';
}

}  // namespace gatehouse::sasl
