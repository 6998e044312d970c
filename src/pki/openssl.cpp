#include "pki/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

namespace gatehouse::pki {

std::unexpected<Error> openssl_failed(ErrorCode code, std::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(code, std::string(what) + (reason == nullptr ? "" : std::string(": ") + reason));
}

Bio reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string_view contents(BIO* memory) {
  char* start = nullptr;
  const auto size = BIO_get_mem_data(memory, &start);
  return {start, static_cast<std::size_t>(size)};
}

bool ended_well() {
  const auto error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

int no_passphrase(char*, int, int, void*) { return -1; }

Time to_time(const ASN1_TIME* at) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(at, &parts) != 1) return Time{};
  return Time{std::chrono::seconds(::timegm(&parts))};
}

bool is_pem(std::string_view bytes) { return bytes.contains("-----BEGIN "); }

}  // namespace gatehouse::pki
