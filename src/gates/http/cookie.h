// The cookie of a web session: whose it is, and its ID (RFC 6265).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "gates/http/request.h"

namespace gatehouse::gates::http {

struct SessionCookie {
  std::string account;  // full name
  Secret id;
};

// nullopt: there is none, there are several, or it is not one of ours. Over TLS it has a name that
// nothing sent in the clear can set (the prefix __Host-).
[[nodiscard]] std::optional<SessionCookie> session_cookie(const Request& request, bool tls);
[[nodiscard]] Field set_session_cookie(const SessionCookie& cookie, bool tls);
[[nodiscard]] Field forget_session_cookie(bool tls);

}  // namespace gatehouse::gates::http
