#include "pki/openssl.h"

#include <openssl/err.h>

namespace gatehouse::pki {

std::unexpected<Error> openssl_failed(ErrorCode code, std::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(code, std::string(what) + (reason == nullptr ? "" : std::string(": ") + reason));
}

Bio reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace gatehouse::pki
