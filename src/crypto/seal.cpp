#include "crypto/seal.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "crypto/digest.h"

namespace gatehouse::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t overhead = 1 + nonce_size + tag_size;
constexpr std::size_t longest_plain = 1 << 20;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void must(bool done) {
  if (!done) std::abort();
}

const EVP_CIPHER* method() {
  static const EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  must(aes != nullptr);
  return aes;
}

enum class Direction { decrypt = 0, encrypt = 1 };

// A context that has the key, the nonce and the associated data.
Context ready(const Secret& key, std::string_view nonce, std::string_view place,
              Direction direction) {
  Context context(EVP_CIPHER_CTX_new());
  int ignored = 0;
  must(context != nullptr);
  must(EVP_CipherInit_ex2(context.get(), method(), raw(key.reveal()), raw(nonce),
                          static_cast<int>(direction), nullptr) == 1);
  must(EVP_CipherUpdate(context.get(), nullptr, &ignored, raw(place),
                        static_cast<int>(place.size())) == 1);
  return context;
}

std::string run(EVP_CIPHER_CTX* context, std::string_view input) {
  std::string output(input.size(), '\0');
  int length = 0;
  must(EVP_CipherUpdate(context, raw(output), &length, raw(input),
                        static_cast<int>(input.size())) == 1);
  return output;
}

}  // namespace

Seal::Seal(Secret key, Entropy& entropy) : key_(std::move(key)), entropy_(entropy) {
  must(key_.size() == key_size);
}

std::string Seal::close(std::string_view plain, std::string_view place) const {
  must(plain.size() <= longest_plain);
  const auto nonce = entropy_.bytes(nonce_size);
  const auto context = ready(key_, nonce, place, Direction::encrypt);
  const auto hidden = run(context.get(), plain);
  std::string tag(tag_size, '\0');
  int length = 0;
  must(EVP_CipherFinal_ex(context.get(), raw(tag), &length) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) == 1);
  return version + nonce + hidden + tag;
}

Result<Secret> Seal::open(std::string_view sealed, std::string_view place) const {
  if (sealed.size() < overhead || sealed.size() > overhead + longest_plain || sealed[0] != version)
    return fail(ErrorCode::damaged, "not a sealed value");
  const auto nonce = sealed.substr(1, nonce_size);
  const auto hidden = sealed.substr(1 + nonce_size, sealed.size() - overhead);
  std::string tag(sealed.substr(sealed.size() - tag_size));
  const auto context = ready(key_, nonce, place, Direction::decrypt);
  std::string plain = run(context.get(), hidden);
  const WipeAtEnd wiped(plain);
  int length = 0;
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1);
  if (EVP_CipherFinal_ex(context.get(), raw(tag), &length) != 1)
    return fail(ErrorCode::damaged, "sealed for another place or by another key");
  return Secret(plain);
}

Secret Seal::derive(std::string_view label) const {
  auto key = hmac(Hash::sha256, key_.reveal(), label);
  const WipeAtEnd wiped(key);
  return Secret(key);
}

}  // namespace gatehouse::crypto
