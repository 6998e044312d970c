#include "crypto/legacy.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

namespace gatehouse::crypto {

OSSL_LIB_CTX* legacy_context() {
  static OSSL_LIB_CTX* const loaded = []() -> OSSL_LIB_CTX* {
    OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
    if (context != nullptr && OSSL_PROVIDER_load(context, "legacy") != nullptr) return context;
    OSSL_LIB_CTX_free(context);
    return nullptr;
  }();
  return loaded;
}

}  // namespace gatehouse::crypto
