// Who is logged in: connections of every gate, and sessions of the web.
#include <array>
#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

Html filters(const View& view) {
  const auto& query = view.query;
  const std::vector<Option> kinds{
      {"", "Both"}, {"connections", "Connections"}, {"sessions", "Sessions"}};
  return search_of(
      view,
      input({.name = "account", .label = "Account, or a part", .value = query.text("account")}) +
          input({.name = "service", .label = "Service", .value = query.text("service")}) +
          input({.name = "address", .label = "Address", .value = query.text("address")}) +
          select({.name = "kind", .label = "What", .value = query.text("kind")}, kinds),
      "Filter");
}

Html buttons(const View& view, const Dictionary& login) {
  const auto account = text_at(login, "account");
  if (account.find('@') == std::string::npos) return {};
  return button_of(view,
                   {{act_name, "end"}, {"who", account}, {"number", text_at(login, "number")}},
                   "End", true) +
         button_of(view, {{act_name, "end-all"}, {"who", account}}, "End all of the account", true);
}

Html how(const Dictionary& login) {
  auto words = text_at(login, "method");
  const auto source = text_at(login, "source");
  if (!source.empty()) words += (words.empty() ? "" : ", ") + source;
  if (const auto tag = text_at(login, "tag"); !tag.empty()) words += ", tag " + tag;
  return text_of(words);
}

Html who(const View& view, const Dictionary& login) {
  auto words = account_link(view, text_at(login, "account"));
  if (const auto acting = text_at(login, "acting"); !acting.empty())
    words += "<br>by " + account_link(view, acting);
  return words;
}

Html list(const View& view, const settings::Array& logins) {
  Table table("Logged in now", {"Account", "Service", "How", "From", "TLS", "Since", "Act"});
  for (const auto& one : logins) {
    if (one.dictionary() == nullptr) continue;
    const auto& login = *one.dictionary();
    const bool session = text_at(login, "kind") == "session";
    table.row({who(view, login), text_of(text_at(login, "service") + (session ? " session" : "")),
               how(login), text_of(text_at(login, "address")), text_of(text_at(login, "tls")),
               text_of(text_at(login, "since")), buttons(view, login)});
  }
  return table.html();
}

net::Task<Shown> end_one(View& view) {
  Command end("KILLLOGIN");
  end.text(view.form.text("who")).keyword("NUMBER").text(view.form.text("number"));
  auto answer = co_await view.desk.command(end.line());
  co_return co_await answered(view, std::move(answer), with_filters(view));
}

net::Task<Shown> end_all(View& view) {
  auto answer =
      co_await ask_about(view.desk, "KILLACCOUNTSESSIONS", std::string(view.form.text("who")));
  co_return co_await answered(view, std::move(answer), with_filters(view));
}

constexpr std::array acts{Act{"end", end_one}, Act{"end-all", end_all}};

}  // namespace

net::Task<Shown> show_logins(View& view) {
  Command ask("FINDLOGINS");
  add_asked(ask, view, "ACCOUNT", "account");
  add_asked(ask, view, "SERVICE", "service");
  add_asked(ask, view, "ADDRESS", "address");
  add_asked(ask, view, "AFTER", "after");
  if (view.query.text("kind") == "sessions") ask.keyword("SESSIONS");
  if (view.query.text("kind") == "connections") ask.keyword("CONNECTIONS");
  const auto answer = co_await view.desk.command(ask.line());
  Shown page{.title = "Logins"};
  page.content = filters(view);
  if (!answer.done()) {
    page.content += "<p role=\"alert\" class=\"problem\">" + text_of(answer.words) + "</p>\n";
    co_return page;
  }
  const auto& found = answer.dictionary();
  page.content += "<p>" + text_of(text_at(found, "InAll")) + " in all.</p>\n" +
                  list(view, array_at(found, "Logins")) +
                  more(view, "after", text_at(found, "Next"));
  co_return page;
}

net::Task<Shown> apply_logins(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
