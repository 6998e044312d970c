#include <openssl/evp.h>

#include "crypto/digest.h"
#include "crypto/legacy.h"

namespace gatehouse::crypto {
namespace {

const EVP_MD* md4_method() {
  static const EVP_MD* const method =
      legacy_context() == nullptr ? nullptr : EVP_MD_fetch(legacy_context(), "MD4", nullptr);
  return method;
}

}  // namespace

std::string md4(std::string_view bytes) {
  std::string result(16, '\0');
  const auto* method = md4_method();
  auto* out = reinterpret_cast<unsigned char*>(result.data());
  if (method == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), out, nullptr, method, nullptr) != 1)
    return {};
  return result;
}

}  // namespace gatehouse::crypto
