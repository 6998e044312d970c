#include "crypto/asn1.h"

#include <openssl/objects.h>

#include <array>

namespace gatehouse::crypto {

std::string dotted(const ASN1_OBJECT& object) {
  std::array<char, 64> text{};
  const int length = OBJ_obj2txt(text.data(), text.size(), &object, 1);
  if (length <= 0 || static_cast<std::size_t>(length) >= text.size()) return {};
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace gatehouse::crypto
