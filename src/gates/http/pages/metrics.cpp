#include "gates/http/pages.h"

namespace gatehouse::gates::http::pages {
namespace {

// Needs the right Monitor and changes nothing.
constexpr std::string_view needs_monitor = "GETTEMPBLACKLISTEDIPS";

}  // namespace

net::Task<Response> metrics(Call& call) {
  Secret line(needs_monitor);
  const auto asked = co_await call.identity.visit()->command(std::move(line));
  if (asked.code >= 300) co_return plain(403, asked.words);
  co_return Response{.type = "text/plain; version=0.0.4; charset=utf-8",
                     .body = call.door.tally.text(call.door.name)};
}

}  // namespace gatehouse::gates::http::pages
