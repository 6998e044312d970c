#include "crypto/entropy.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <string_view>

namespace gatehouse::crypto {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t even_share = 256 / alphabet.size() * alphabet.size();

}  // namespace

std::string SystemEntropy::bytes(std::size_t count) {
  std::string result(count, '\0');
  auto* out = reinterpret_cast<unsigned char*>(result.data());
  if (RAND_bytes(out, static_cast<int>(count)) != 1) std::abort();
  return result;
}

std::string CountingEntropy::bytes(std::size_t count) {
  std::string result(count, '\0');
  for (char& c : result) c = static_cast<char>(next_++);
  return result;
}

std::string random_word(Entropy& entropy, std::size_t count) {
  std::string word;
  word.reserve(count);
  while (word.size() < count) {
    for (const char c : entropy.bytes(count - word.size())) {
      const auto value = static_cast<unsigned char>(c);
      // A byte past the last whole share of the alphabet would favour its first letters.
      if (value < even_share) word += alphabet[value % alphabet.size()];
    }
  }
  return word;
}

}  // namespace gatehouse::crypto
