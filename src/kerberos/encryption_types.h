// The encryption types a key may be of (RFC 3961, section 8 and its registry), and what they are
// still good for.
#pragma once

#include <cstdint>
#include <string>

namespace gatehouse::kerberos {

enum class Strength {
  strong,
  weak,     // works, and should be replaced
  unusable  // may be kept and listed; no ticket is ever accepted under it
};

struct EncryptionType {
  std::int32_t number;
  std::string name;  // as the guide lists it: "RC4-HMAC"; "type 99" when nobody knows it
  Strength strength;
};

[[nodiscard]] EncryptionType encryption_type(std::int32_t number);

}  // namespace gatehouse::kerberos
