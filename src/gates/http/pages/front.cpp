#include "gates/http/html.h"
#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {

net::Task<Response> front(Call& call) {
  if (call.door.side == Doors::user)
    co_return page(200, "Gatehouse",
                   "<p>This server keeps the login doors of a communications site.</p>\n"
                   "<p><a href=\"/login\">Log in</a></p>\n");
  co_return page(200, "Gatehouse administration",
                 "<p>This is the administrators' port of a Gatehouse server. Commands are taken at "
                 "<code>/cli/</code> (POST), figures are given at <a href=\"/metrics\">"
                 "<code>/metrics</code></a>; both ask for a login.</p>\n");
}

}  // namespace gatehouse::gates::http::pages
