// The cookie of a web session: whose it is, and its ID (RFC 6265).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "gates/http/door.h"
#include "gates/http/request.h"

namespace gatehouse::gates::http {

// Browsers tell ports of a host not apart: the two doors have cookies of their own.
struct CookieOf {
  Doors side;
  bool tls;
};

struct SessionCookie {
  std::string account;  // full name
  Secret id;
};

// nullopt: there is none, there are several, or it is not one of ours. Over TLS it has a name that
// nothing sent in the clear can set (the prefix __Host-).
[[nodiscard]] std::optional<SessionCookie> session_cookie(const Request& request, CookieOf which);
[[nodiscard]] Field set_session_cookie(const SessionCookie& cookie, CookieOf which);
[[nodiscard]] Field forget_session_cookie(CookieOf which);

}  // namespace gatehouse::gates::http
