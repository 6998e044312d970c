#include "pki/private_key.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>

namespace gatehouse::pki {
namespace {

enum class Form { pkcs1, pkcs8, encrypted_pkcs8, encrypted_pkcs1 };

std::string pem(const EVP_PKEY* key, Form form) {
  const Bio text(BIO_new(BIO_s_mem()));
  char passphrase[] = "secret";
  const auto* cipher = EVP_aes_256_cbc();
  switch (form) {
    case Form::pkcs1:
      PEM_write_bio_PrivateKey_traditional(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
      break;
    case Form::pkcs8:
      PEM_write_bio_PKCS8PrivateKey(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
      break;
    case Form::encrypted_pkcs8:
      PEM_write_bio_PKCS8PrivateKey(text.get(), key, cipher, passphrase, 6, nullptr, nullptr);
      break;
    case Form::encrypted_pkcs1:
      PEM_write_bio_PrivateKey_traditional(text.get(), key, cipher, nullptr, 0, nullptr,
                                           passphrase);
      break;
  }
  return std::string(contents(text.get()));
}

std::string der(const EVP_PKEY* key, Form form) {
  const Bio bytes(BIO_new(BIO_s_mem()));
  char passphrase[] = "secret";
  if (form == Form::pkcs1) i2d_PrivateKey_bio(bytes.get(), key);
  if (form == Form::pkcs8)
    i2d_PKCS8PrivateKey_bio(bytes.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  if (form == Form::encrypted_pkcs8)
    i2d_PKCS8PrivateKey_bio(bytes.get(), key, EVP_aes_256_cbc(), passphrase, 6, nullptr, nullptr);
  return std::string(contents(bytes.get()));
}

TEST(PrivateKey, IsMadeInTheSizesThereAre) {
  struct Case {
    KeyType type;
    unsigned size;
    std::string outcome;  // empty: refused
  };
  const std::array cases{
      Case{KeyType::rsa, 0, "RSA 2048"},      Case{KeyType::rsa, 3072, "RSA 3072"},
      Case{KeyType::rsa, 1024, ""},           Case{KeyType::rsa, 8192, ""},
      Case{KeyType::ecdsa, 0, "ECDSA P-256"}, Case{KeyType::ecdsa, 384, "ECDSA P-384"},
      Case{KeyType::ecdsa, 521, ""},          Case{KeyType::ecdsa, 2048, ""}};
  for (const auto& [type, size, outcome] : cases) {
    const auto key = generate_key(type, size);
    EXPECT_EQ(key ? described(key->get()) : "", outcome) << size;
    if (key) {
      EXPECT_EQ(type_of(key->get()), type);
      EXPECT_TRUE(test_key(key->get()));
    }
  }
}

TEST(PrivateKey, IsReadInEveryUsualForm) {
  for (const auto type : {KeyType::rsa, KeyType::ecdsa}) {
    const auto key = std::move(generate_key(type, 0).value());
    const auto parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for (const auto& bytes :
         {pem(key.get(), Form::pkcs1), pem(key.get(), Form::pkcs8), der(key.get(), Form::pkcs1),
          der(key.get(), Form::pkcs8), parameters + pem(key.get(), Form::pkcs1),
          std::string(to_pem(key.get()).reveal()), std::string(to_der(key.get()).reveal())}) {
      const auto read = read_key(bytes);
      ASSERT_TRUE(read) << read.error().detail;
      EXPECT_EQ(EVP_PKEY_eq(read->get(), key.get()), 1);
    }
    for (const auto& bytes :
         {pem(key.get(), Form::encrypted_pkcs1), pem(key.get(), Form::encrypted_pkcs8),
          der(key.get(), Form::encrypted_pkcs8)}) {
      const auto read = read_key(bytes);
      ASSERT_FALSE(read);
      EXPECT_TRUE(read.error().detail.contains("is encrypted")) << read.error().detail;
    }
  }
}

TEST(PrivateKey, IsRefusedWhenItIsNoneOrNotGoodEnough) {
  const Key weak(EVP_RSA_gen(1024));
  const Key large(EVP_RSA_gen(4608));
  const Key other_curve(EVP_EC_gen("P-521"));
  const Key edwards(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const Key good(EVP_EC_gen("P-256"));
  const auto whole = der(good.get(), Form::pkcs8);
  const std::array cases{
      std::string(),
      std::string("hello"),
      pem(weak.get(), Form::pkcs8),
      pem(large.get(), Form::pkcs8),
      pem(other_curve.get(), Form::pkcs8),
      pem(edwards.get(), Form::pkcs8),
      whole + "x",
      whole.substr(0, whole.size() - 1),
      std::string(100000, 'x'),
      std::string("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n"),
      std::string("-----BEGIN PRIVATE KEY-----\n")};
  for (const auto& bytes : cases) {
    const auto read = read_key(bytes);
    ASSERT_FALSE(read) << bytes.substr(0, 80);
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
  }
}

// An RSA key whose numbers do not belong together signs, and gives the prime factors away.
TEST(PrivateKey, IsRefusedWhenItsNumbersDoNotBelongTogether) {
  const Key key(EVP_RSA_gen(2048));
  auto bytes = der(key.get(), Form::pkcs1);
  ASSERT_TRUE(read_key(bytes));
  int refused = 0;
  for (const std::size_t from_end : {20U, 200U, 400U, 600U}) {
    auto changed = bytes;
    changed[changed.size() - from_end] = static_cast<char>(changed[changed.size() - from_end] ^ 4);
    if (!read_key(changed)) ++refused;
  }
  EXPECT_EQ(refused, 4);
}

}  // namespace
}  // namespace gatehouse::pki
