// Why a login, a right or an address is judged as it is: each rule that is asked, in its order.
#include <string>
#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

Html told(std::string_view caption, const Answer& answer) {
  if (!answer.done())
    return "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  return rules_of(caption, answer.array());
}

net::Task<Html> login(View& view) {
  const auto& query = view.query;
  auto made = search_of(view,
                        input({.name = "login",
                               .label = "Login name",
                               .value = query.text("login"),
                               .help = "As a client would send it.",
                               .required = true}) +
                            input({.name = "service",
                                   .label = "Service",
                                   .value = query.text("service"),
                                   .help = "IMAP, POP, SMTP, HTTP, ... Empty: IMAP."}) +
                            input({.name = "from",
                                   .label = "From address",
                                   .value = query.text("from"),
                                   .help = "Empty: this machine."}) +
                            input({.name = "method",
                                   .label = "Method",
                                   .value = query.text("method"),
                                   .help = "Empty: PLAIN."}) +
                            checkbox("tls", "yes", "With TLS", query.has("tls")),
                        "Explain the login");
  if (query.text("login").empty()) co_return made;
  Command ask("EXPLAINLOGIN");
  ask.text(query.text("login"));
  add_asked(ask, view, "SERVICE", "service");
  add_asked(ask, view, "FROM", "from");
  add_asked(ask, view, "METHOD", "method");
  if (query.has("tls")) ask.keyword("TLS");
  const auto answer = co_await view.desk.command(ask.line());
  co_return made + told("What this login would be asked", answer);
}

net::Task<Html> attempt(View& view) {
  const auto id = view.query.text("id");
  auto made = search_of(view,
                        input({.name = "id",
                               .label = "Number of the login",
                               .value = id,
                               .help = "The log and the audit trail have it; the last 10,000 are "
                                       "remembered.",
                               .required = true}),
                        "Explain the attempt");
  if (id.empty()) co_return made;
  const auto answer = co_await ask_about(view.desk, "EXPLAINATTEMPT", std::string(id));
  co_return made + told("What this login was asked", answer);
}

net::Task<Html> right(View& view) {
  const auto& query = view.query;
  auto made = search_of(
      view,
      input({.name = "account",
             .label = "Account",
             .value = query.text("account"),
             .required = true}) +
          input({.name = "right",
                 .label = "Right or command",
                 .value = query.text("right"),
                 .required = true}) +
          input({.name = "on", .label = "On an account or a domain", .value = query.text("on")}),
      "Explain the right");
  if (query.text("account").empty()) co_return made;
  Command ask("EXPLAINRIGHT");
  ask.text(query.text("account")).keyword("RIGHT").text(query.text("right"));
  add_asked(ask, view, "ON", "on");
  const auto answer = co_await view.desk.command(ask.line());
  co_return made + told("Why the right counts or not", answer);
}

Html route_of(const Answer& answer) {
  if (!answer.done())
    return "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
  const auto& parts = answer.array();
  const auto part = [&parts](std::size_t at) {
    return text_of(at < parts.size() ? in_words(parts[at]) : std::string());
  };
  Table table("Where the address leads", {"Module", "Host", "Address"});
  table.row({part(0), part(1), part(2)});
  return table.html();
}

net::Task<Html> route(View& view) {
  const auto& query = view.query;
  const std::vector<Option> kinds{
      {"ACCESS", "A login"}, {"MAIL", "Mail"}, {"SIGNAL", "A call or a message"}};
  auto made =
      search_of(view,
                input({.name = "address",
                       .label = "Address",
                       .value = query.text("address"),
                       .required = true}) +
                    select({.name = "kind", .label = "For", .value = query.text("kind")}, kinds),
                "Route");
  if (query.text("address").empty()) co_return made;
  Command ask("ROUTE");
  ask.text(query.text("address"));
  for (const auto& kind : kinds)
    if (kind.value == query.text("kind")) ask.keyword(kind.value);
  const auto answer = co_await view.desk.command(ask.line());
  co_return made + route_of(answer);
}

}  // namespace

net::Task<Shown> show_explain(View& view) {
  Shown page{.title = "Explain"};
  auto of_login = co_await login(view);
  auto of_attempt = co_await attempt(view);
  auto of_right = co_await right(view);
  auto of_route = co_await route(view);
  page.content = section("A login that might be tried", of_login) +
                 section("A login that was tried", of_attempt) + section("A right", of_right) +
                 section("An address", of_route);
  co_return page;
}

}  // namespace gatehouse::web::admin
