#include <openssl/evp.h>
#include <openssl/provider.h>

#include "crypto/digest.h"

namespace gatehouse::crypto {
namespace {

// The legacy provider lives in a library context of its own, so that nothing else, TLS least of
// all, can come to use what it offers.
const EVP_MD* md4_method() {
  static const EVP_MD* const method = []() -> const EVP_MD* {
    OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
    if (context == nullptr || OSSL_PROVIDER_load(context, "legacy") == nullptr) return nullptr;
    return EVP_MD_fetch(context, "MD4", nullptr);
  }();
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
