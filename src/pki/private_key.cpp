#include "pki/private_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <climits>

namespace gatehouse::pki {
namespace {

constexpr std::size_t longest_input = 16384;  // bytes
constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 4096;
constexpr int most_exponent_bits = 64;

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

struct Curve {
  std::string_view name;  // OpenSSL's
  unsigned size;
  std::string_view shown;
};
constexpr std::array curves{Curve{"prime256v1", 256, "ECDSA P-256"},
                            Curve{"secp384r1", 384, "ECDSA P-384"}};

const Curve* curve_of(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return nullptr;
  const auto found = std::ranges::find(curves, std::string_view(name.data(), size), &Curve::name);
  return found == curves.end() ? nullptr : &*found;
}

int bits_of(const EVP_PKEY* key, const char* parameter) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, parameter, &number) != 1) return INT_MAX;
  const Number held(number);
  return BN_num_bits(held.get());
}

// Before the numbers are looked at closely: that takes time which grows fast with their size.
bool has_sound_sizes(const EVP_PKEY* key) {
  const int half = most_rsa_bits / 2 + 64;
  BIGNUM* third = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_FACTOR3, &third) == 1) {
    BN_clear_free(third);
    return false;
  }
  ERR_clear_error();
  return bits_of(key, OSSL_PKEY_PARAM_RSA_E) <= most_exponent_bits &&
         bits_of(key, OSSL_PKEY_PARAM_RSA_D) <= most_rsa_bits &&
         bits_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1) <= half &&
         bits_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2) <= half;
}

std::unexpected<Error> unfit(std::string why) {
  ERR_clear_error();
  return fail(ErrorCode::malformed, std::move(why));
}

Result<void> strong_enough(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    const int bits = EVP_PKEY_get_bits(key);
    if (bits < least_rsa_bits) return unfit("the key is too weak: an RSA key needs 2048 bits");
    if (bits > most_rsa_bits) return unfit("the key is too large: RSA keys end at 4096 bits");
    if (!has_sound_sizes(key)) return unfit("the private key is damaged");
    return {};
  }
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    if (curve_of(key) != nullptr) return {};
    return unfit("the key's curve is not supported: P-256 and P-384 are");
  }
  return unfit("this kind of key is not supported: RSA and ECDSA are");
}

bool works(EVP_PKEY* key) {
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_check(context.get()) == 1 && test_key(key).has_value();
}

bool is_encrypted_pem(std::string_view text) {
  return text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
         text.contains("Proc-Type: 4,ENCRYPTED");
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// RFC 5958, section 3.
bool is_encrypted_der(std::string_view der) {
  const auto* at = raw(der);
  const std::unique_ptr<X509_SIG, Freed<X509_SIG_free>> wrapped(
      d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  return wrapped != nullptr;
}

Key key_of_pem(std::string_view text) {
  return Key(PEM_read_bio_PrivateKey(reading(text).get(), nullptr, no_passphrase, nullptr));
}

Key key_of_der(std::string_view der) {
  const auto* at = raw(der);
  Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
  return at == raw(der) + der.size() ? std::move(key) : nullptr;
}

}  // namespace

Result<Key> generate_key(KeyType type, unsigned size) {
  Key key;
  if (type == KeyType::rsa) {
    if (size == 0) size = least_rsa_bits;
    if (size != 2048 && size != 3072 && size != 4096)
      return unfit("an RSA key has 2048, 3072 or 4096 bits");
    key.reset(EVP_RSA_gen(size));
  } else {
    const auto wanted = size == 0 ? 256U : size;
    const auto curve = std::ranges::find(curves, wanted, &Curve::size);
    if (curve == curves.end()) return unfit("an ECDSA key has 256 or 384 bits");
    key.reset(EVP_EC_gen(std::string(curve->name).c_str()));
  }
  if (!key) return openssl_failed(ErrorCode::unavailable, "cannot make a key");
  return key;
}

Result<Key> read_key(std::string_view bytes) {
  if (bytes.size() > longest_input) return unfit("the private key is too long");
  const bool pem = is_pem(bytes);
  if (pem ? is_encrypted_pem(bytes) : is_encrypted_der(bytes))
    return unfit(
        "the private key is encrypted: take off its passphrase first "
        "(openssl pkey -in key.pem -out open.pem)");
  auto key = pem ? key_of_pem(bytes) : key_of_der(bytes);
  if (!key) return unfit("this is no private key in PEM or DER");
  if (auto strong = strong_enough(key.get()); !strong) return std::unexpected(strong.error());
  if (!works(key.get())) return unfit("the private key is damaged");
  return key;
}

Result<void> test_key(EVP_PKEY* key) {
  std::array<unsigned char, 32> words{};
  std::array<unsigned char, most_rsa_bits / CHAR_BIT> signature{};
  auto size = signature.size();
  using Digesting = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
  const Digesting signing(EVP_MD_CTX_new());
  const Digesting verifying(EVP_MD_CTX_new());
  if (!signing || !verifying || RAND_bytes(words.data(), words.size()) != 1)
    return openssl_failed(ErrorCode::unavailable, "cannot test the key");
  if (EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(signing.get(), signature.data(), &size, words.data(), words.size()) != 1 ||
      EVP_DigestVerifyInit(verifying.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestVerify(verifying.get(), signature.data(), size, words.data(), words.size()) != 1)
    return openssl_failed(ErrorCode::damaged, "what the key signs does not verify");
  return {};
}

KeyType type_of(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "EC") == 1 ? KeyType::ecdsa : KeyType::rsa;
}

std::string described(const EVP_PKEY* key) {
  if (const auto* curve = curve_of(key)) return std::string(curve->shown);
  ERR_clear_error();
  const auto bits = std::to_string(EVP_PKEY_get_bits(key));
  if (EVP_PKEY_is_a(key, "RSA") == 1) return "RSA " + bits;
  const char* name = EVP_PKEY_get0_type_name(key);
  return (name == nullptr ? "key of " : std::string(name) + " ") + bits;
}

Secret to_der(const EVP_PKEY* key) {
  const Bio bytes(BIO_new(BIO_s_secmem()));  // wiped when freed
  if (!bytes ||
      i2d_PKCS8PrivateKey_bio(bytes.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return Secret();
  return Secret(contents(bytes.get()));
}

Secret to_pem(const EVP_PKEY* key) {
  const Bio text(BIO_new(BIO_s_secmem()));
  if (!text ||
      PEM_write_bio_PrivateKey(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return Secret();
  return Secret(contents(text.get()));
}

Result<Key> from_own_der(std::string_view der) {
  auto key = key_of_der(der);
  if (!key) return openssl_failed(ErrorCode::damaged, "the private key cannot be read");
  if (auto strong = strong_enough(key.get()); !strong) return std::unexpected(strong.error());
  return key;
}

}  // namespace gatehouse::pki
