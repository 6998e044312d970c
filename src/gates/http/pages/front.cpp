#include "gates/http/cookie.h"
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {

// The address that people type. A session that has ended leads on to the form by itself.
net::Task<Response> front(Call& call) {
  if (!session_cookie(call.request, call.cookie())) co_return see_other("/login");
  co_return see_other(call.door.side == Doors::admin ? "/Master/" : "/account");
}

}  // namespace gatehouse::gates::http::pages
