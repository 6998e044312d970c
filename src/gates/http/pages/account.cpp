#include "gates/http/cookie.h"
#include "gates/http/html.h"
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {

net::Task<Response> account(Call& call) {
  const auto cookie = session_cookie(call.request, call.tls);
  if (!cookie) co_return see_other("/login");
  const auto id = cookie->id.reveal();
  const auto number = id.substr(0, id.find('-'));
  co_return page(200, "Your account",
                 "<p>You are logged in as <strong>" + text_of(call.identity.session()->account) +
                     "</strong>, in web session " + text_of(number) +
                     ".</p>\n<form method=\"post\" action=\"/logout\">\n"
                     "<input type=\"hidden\" name=\"token\" value=\"" +
                     text_of(call.door.form_token(id)) +
                     "\">\n<p><button>Log out</button></p>\n</form>\n");
}

}  // namespace gatehouse::gates::http::pages
