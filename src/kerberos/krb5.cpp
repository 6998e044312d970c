#include "kerberos/krb5.h"

#include <string>

namespace gatehouse::kerberos {

Result<Library> open_library() {
  krb5_context library = nullptr;
  if (const auto reason = krb5_init_context(&library); reason != 0)
    return krb5_failed(ErrorCode::unavailable, nullptr, reason, "libkrb5");
  return Library(library);
}

std::unexpected<Error> krb5_failed(ErrorCode code, krb5_context library, krb5_error_code reason,
                                   std::string_view what) {
  const char* words = krb5_get_error_message(library, reason);
  auto failed = fail(code, std::string(what) + ": " + words);
  krb5_free_error_message(library, words);
  return failed;
}

Result<Keytab> resolved(krb5_context library, const std::string& keytab) {
  krb5_keytab opened = nullptr;
  if (const auto reason = krb5_kt_resolve(library, keytab.c_str(), &opened); reason != 0)
    return krb5_failed(ErrorCode::unavailable, library, reason, "keytab");
  return Keytab(opened, Freed<krb5_kt_close>{library});
}

}  // namespace gatehouse::kerberos
