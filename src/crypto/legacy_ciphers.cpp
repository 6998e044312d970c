#include "crypto/legacy_ciphers.h"

#include <openssl/evp.h>

#include <cstdint>
#include <memory>

#include "base/secret.h"
#include "crypto/legacy.h"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t rc4_key_size = 16;
constexpr std::size_t des_key_size = 7;
constexpr std::size_t des_block_size = 8;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const EVP_CIPHER* fetched(const char* name) {
  return legacy_context() == nullptr ? nullptr : EVP_CIPHER_fetch(legacy_context(), name, nullptr);
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string encrypted(const EVP_CIPHER* cipher, std::string_view key, std::string_view bytes) {
  const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  std::string result(bytes.size(), '\0');
  int size = 0;
  const bool done =
      cipher != nullptr && context != nullptr &&
      EVP_EncryptInit_ex2(context.get(), cipher, raw(key), nullptr, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(result.data()), &size,
                        raw(bytes), static_cast<int>(bytes.size())) == 1;
  return done && static_cast<std::size_t>(size) == bytes.size() ? result : std::string{};
}

// Seven bits of the key in each byte; DES does not look at the eighth.
std::string with_parity(std::string_view key) {
  std::uint64_t bits = 0;
  for (const char c : key) bits = bits << 8 | static_cast<unsigned char>(c);
  std::string spread(des_block_size, '\0');
  for (auto byte = spread.rbegin(); byte != spread.rend(); ++byte, bits >>= 7)
    *byte = static_cast<char>((bits & 0x7f) << 1);
  return spread;
}

}  // namespace

std::string rc4(std::string_view key, std::string_view bytes) {
  static const EVP_CIPHER* const cipher = fetched("RC4");
  if (key.size() != rc4_key_size) return {};
  return encrypted(cipher, key, bytes);
}

std::string des_block(std::string_view key, std::string_view block) {
  static const EVP_CIPHER* const cipher = fetched("DES-ECB");
  if (key.size() != des_key_size || block.size() != des_block_size) return {};
  auto spread = with_parity(key);
  const WipeAtEnd wiped(spread);
  return encrypted(cipher, spread, block);
}

}  // namespace gatehouse::crypto
