// libkrb5's objects with owners, for the sources of this room.
#pragma once

#include <krb5.h>

#include <memory>
#include <string_view>

#include "base/result.h"

namespace gatehouse::kerberos {

template <auto free>
struct FreedAlone {
  template <class Object>
  void operator()(Object* object) const {
    free(object);
  }
};
template <auto free>
struct Freed {
  krb5_context library = nullptr;
  template <class Object>
  void operator()(Object* object) const {
    free(library, object);
  }
};

// Of one thread at a time; outlives what is made with it.
using Library = std::unique_ptr<_krb5_context, FreedAlone<krb5_free_context>>;
using Principal = std::unique_ptr<krb5_principal_data, Freed<krb5_free_principal>>;
using Ticket = std::unique_ptr<krb5_ticket, Freed<krb5_free_ticket>>;
using Keytab = std::unique_ptr<_krb5_kt, Freed<krb5_kt_close>>;

[[nodiscard]] Result<Library> open_library();

// `what`, and the reason that libkrb5 gives.
[[nodiscard]] std::unexpected<Error> krb5_failed(ErrorCode code, krb5_context library,
                                                 krb5_error_code reason, std::string_view what);

[[nodiscard]] Result<Keytab> resolved(krb5_context library, const std::string& keytab);

[[nodiscard]] inline std::string_view bytes_of(const krb5_data& data) {
  return {data.data, data.length};
}

}  // namespace gatehouse::kerberos
