// Sessions, connections and the last logins of an account. The ID of a session is as good as a
// password: pages know logins by their numbers only.
#include <array>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view most_attempts = "25";

net::Task<Shown> end_one(View& view) {
  Command end("KILLLOGIN");
  end.text(full_name_of(view)).keyword("NUMBER").text(view.form.text("number"));
  auto answer = co_await view.desk.command(end.line());
  co_return co_await answered(view, std::move(answer), account_page(view));
}

net::Task<Shown> end_all(View& view) {
  auto answer = co_await ask_about(view.desk, "KILLACCOUNTSESSIONS", full_name_of(view));
  co_return co_await answered(view, std::move(answer), account_page(view));
}

constexpr std::array acts{Act{"end", end_one}, Act{"end_all", end_all}};

Html ended_by(const View& view, const std::string& number) {
  if (number.empty() || !view.rights.has("Domain")) return {};
  return button_of(view, {{act_name, "end"}, {"number", number}}, "End " + number, true);
}

Html present(const View& view, const settings::Array& logins) {
  Table table("Logged in now", {"Since", "Service", "Address", "Method", "TLS", "Change"});
  const auto account = full_name_of(view);
  for (const auto& login : logins) {
    if (login.dictionary() == nullptr || text_at(*login.dictionary(), "account") != account)
      continue;
    const auto& row = *login.dictionary();
    table.row({text_of(text_at(row, "since")), text_of(text_at(row, "service")),
               text_of(text_at(row, "address")), text_of(text_at(row, "method")),
               text_of(text_at(row, "tls")), ended_by(view, text_at(row, "number"))});
  }
  return table.html();
}

Html past(const settings::Array& attempts) {
  Table table("The last logins and attempts", {"Time", "Service", "Address", "Method", "Result"});
  for (const auto& attempt : attempts) {
    if (attempt.dictionary() == nullptr) continue;
    const auto& row = *attempt.dictionary();
    table.row({text_of(text_at(row, "time")), text_of(text_at(row, "service")),
               text_of(text_at(row, "address")), text_of(text_at(row, "method")),
               text_of(text_at(row, "result"))});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_account_sessions(View& view) {
  const auto logins = co_await ask_about(view.desk, "LISTLOGINS", domain_of(view));
  if (!logins.done()) co_return refused(logins);
  Command ask("LISTACCOUNTLOGINS");
  ask.text(full_name_of(view)).keyword(most_attempts);
  const auto attempts = co_await view.desk.command(ask.line());
  Shown page{.title = "Sessions of " + full_name_of(view)};
  page.content = account_tabs(view) + present(view, logins.array());
  if (view.rights.has("Domain"))
    page.content +=
        button_of(view, {{act_name, "end_all"}}, "End all sessions and connections", true);
  page.content += past(attempts.array());
  co_return page;
}

net::Task<Shown> apply_account_sessions(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
