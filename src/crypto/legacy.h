// OpenSSL's legacy provider, for what old protocols still need. It lives in a library context of
// its own, so that nothing else, TLS least of all, can come to use what it offers.
#pragma once

#include <openssl/types.h>

namespace gatehouse::crypto {

// Lives as long as the process; null when the provider is not installed.
[[nodiscard]] OSSL_LIB_CTX* legacy_context();

}  // namespace gatehouse::crypto
