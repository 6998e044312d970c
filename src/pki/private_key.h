// Private keys of domains: made, imported, tested.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "pki/openssl.h"

namespace gatehouse::pki {

enum class KeyType { rsa, ecdsa };

// RSA of 2048, 3072 or 4096 bits; ECDSA on P-256 or P-384. `size` 0: 2048, 256. malformed: another
// size. May take a second.
[[nodiscard]] Result<Key> generate_key(KeyType type, unsigned size);

// PEM (PKCS #1, PKCS #8, SEC 1; other blocks around it are passed over) or DER of the same.
// malformed: encrypted, damaged, weak (RSA below 2048 bits), larger than 4096, of another kind or
// curve; the detail says which, in words for an administrator. May take a moment.
[[nodiscard]] Result<Key> read_key(std::string_view bytes);

// Signs a random string and verifies the signature. damaged: the key does not work.
[[nodiscard]] Result<void> test_key(EVP_PKEY* key);

[[nodiscard]] KeyType type_of(const EVP_PKEY* key);
[[nodiscard]] std::string described(const EVP_PKEY* key);  // "RSA 2048", "ECDSA P-256"

[[nodiscard]] Secret to_der(const EVP_PKEY* key);  // PKCS #8
[[nodiscard]] Secret to_pem(const EVP_PKEY* key);  // PKCS #8
// A key that to_der() wrote, not checked again.
[[nodiscard]] Result<Key> from_own_der(std::string_view der);

}  // namespace gatehouse::pki
