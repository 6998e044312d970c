// Whether a login of an account would be let in, and which rule says so.
#include <array>

#include "base/text.h"
#include "settings/services.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::array<std::string_view, 9> methods{"PLAIN",  "CRAM-MD5",    "DIGEST-MD5",
                                                  "APOP",   "SCRAM-SHA-1", "SCRAM-SHA-256",
                                                  "GSSAPI", "NTLM",        "EXTERNAL"};

std::vector<Option> options_of(std::span<const std::string_view> words) {
  std::vector<Option> options;
  for (const auto word : words) options.push_back({std::string(word), std::string(word)});
  return options;
}

Html question(const View& view) {
  const auto asked = [&view](std::string_view name, std::string_view otherwise) {
    return view.query.has(name) ? view.query.text(name) : otherwise;
  };
  const auto services = split(settings::services, '|');
  const auto fields =
      hidden("domainName", domain_of(view)) + hidden("accountName", account_of(view)) +
      select({.name = "service", .label = "Service", .value = asked("service", "IMAP")},
             options_of(services)) +
      select({.name = "method", .label = "Method", .value = asked("method", "PLAIN")},
             options_of(methods)) +
      input({.name = "from", .label = "From the address", .value = asked("from", "127.0.0.1")}) +
      checkbox("tls", "yes", "With TLS", view.query.has("tls"));
  return search_of(view, fields, "Explain");
}

}  // namespace

net::Task<Shown> show_account_explain(View& view) {
  Shown page{.title = "Would " + full_name_of(view) + " be let in?"};
  page.content = account_tabs(view) + question(view);
  if (!view.query.has("service")) co_return page;
  Command ask("EXPLAINLOGIN");
  ask.text(full_name_of(view)).keyword("SERVICE").text(view.query.text("service"));
  ask.keyword("FROM").text(view.query.text("from"));
  ask.keyword("METHOD").text(view.query.text("method"));
  if (view.query.has("tls")) ask.keyword("TLS");
  const auto answer = co_await view.desk.command(ask.line());
  if (answer.done())
    page.content += rules_of("The rules, in the order in which they are asked", answer.array());
  else
    view.problem = answer.words;
  co_return page;
}

}  // namespace gatehouse::web::admin
