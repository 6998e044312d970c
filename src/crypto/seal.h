// Secrets at rest that must be recoverable: AES-256-GCM under the site key, a fresh 96-bit nonce
// for each value, and associated data that binds the value to its place, so that a record copied
// to another account does not open. Sealed form: version byte, nonce, ciphertext, tag.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/entropy.h"

namespace gatehouse::crypto {

class Seal {
 public:
  static constexpr std::size_t key_size = 32;

  // `key` has key_size bytes. `entropy` must outlive the seal and be safe for concurrent use.
  Seal(Secret key, Entropy& entropy);

  [[nodiscard]] std::string close(std::string_view plain, std::string_view place) const;
  // damaged: not sealed by this key for this place.
  [[nodiscard]] Result<Secret> open(std::string_view sealed, std::string_view place) const;

  // A steady key for another purpose (decoys, cache keys): HMAC-SHA-256 of the label.
  [[nodiscard]] Secret derive(std::string_view label) const;

 private:
  Secret key_;
  Entropy& entropy_;
};

}  // namespace gatehouse::crypto
