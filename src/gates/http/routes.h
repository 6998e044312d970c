// Every path that is served: those of the table in routes.cpp, and the pages of WebAdmin and
// WebUser (web/page.h). One more path that is no such page: a handler in pages/, its declaration in
// pages.h, a row in routes.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gates/http/cookie.h"
#include "gates/http/door.h"
#include "gates/http/identity.h"
#include "gates/http/request.h"
#include "gates/http/response.h"
#include "gates/shared/service.h"
#include "net/task.h"
#include "web/page.h"

namespace gatehouse::gates::http {

enum class Who {
  anybody,      // credentials are not even looked at
  credentials,  // a login that comes with the request
  api,          // the same, for the service "API"
  session,      // a login by the form, known by its cookie
  half          // the same, while a code of the second factor is wanted
};

// A request that was let in. All of it outlives the handler.
struct Call {
  const Request& request;
  std::string_view rest;  // what stood for the `*` of the path
  Identity& identity;     // logged in, but for Who::anybody
  Surroundings& around;
  const Door& door;
  net::Stream& stream;  // the connection
  bool tls;
  const web::Page* page = nullptr;  // of show_page and apply_page

  [[nodiscard]] CookieOf cookie() const { return {door.side, tls}; }
};
using Handler = net::Task<Response> (*)(Call& call);

struct Route {
  Method method;          // get: HEAD too
  std::string_view path;  // exact; at its end `*`: one segment, `**`: one or more; not empty
  Doors doors;
  Who who;
  std::size_t longest_body;  // bytes; 0: it takes none
  Handler handler;
  bool any_case = false;  // of letters in the path
};

[[nodiscard]] std::span<const Route> routes();

struct Found {
  const Route* route = nullptr;  // null: `allowed` says why
  std::string_view rest{};
  std::size_t longest_body = 0;
  const web::Page* page = nullptr;  // when it is one of web's
  std::string allowed{};  // what may be done with the path instead; empty: there is no such path
};
[[nodiscard]] Found find_route(Method method, std::string_view path, Doors door);

}  // namespace gatehouse::gates::http
