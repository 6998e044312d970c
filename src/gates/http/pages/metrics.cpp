// Figures for Prometheus: of the site, which need the right Monitor, then of this gate.
#include "web/metrics.h"

#include "gates/http/pages.h"
#include "gates/http/visit_desk.h"

namespace gatehouse::gates::http::pages {

net::Task<Response> metrics(Call& call) {
  VisitDesk desk(*call.identity.visit());
  web::Command ask_statistics("GETLOGINSTATISTICS");
  ask_statistics.keyword("LAST 1");
  const auto statistics = co_await desk.command(ask_statistics.line());
  if (!statistics.done()) co_return plain(403, statistics.words);
  const web::Command ask_status("GETSITESTATUS");
  const auto status = co_await desk.command(ask_status.line());
  if (!status.done()) co_return plain(403, status.words);
  co_return Response{
      .type = "text/plain; version=0.0.4; charset=utf-8",
      .body = web::metrics_text(statistics, status) + call.door.tally.text(call.door.name)};
}

}  // namespace gatehouse::gates::http::pages
