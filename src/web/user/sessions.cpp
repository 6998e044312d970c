// The sessions of the account and its last logins: what somebody else may be doing in its name.
#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

constexpr std::string_view most_logins = "200";

const settings::Dictionary& facts_of(const settings::Value& value) {
  static const settings::Dictionary none;
  return value.dictionary() == nullptr ? none : *value.dictionary();
}

Html yes_or_no(const settings::Dictionary& facts, std::string_view key) {
  return text_of(is_yes(facts, key) ? "yes" : "no");
}

std::string idle_words(const settings::Dictionary& facts) {
  const auto seconds = number_at(facts, "idle");
  if (!seconds) return {};
  return *seconds < 60 ? "now" : std::to_string(*seconds / 60) + " min ago";
}

std::string place_of(const settings::Dictionary& facts) {
  const auto behind = text_at(facts, "origAddress");
  const auto seen = text_at(facts, "address");
  return behind.empty() ? seen : behind + " behind " + seen;
}

Html list_of(const View& view, const settings::Array& sessions) {
  Table table("Sessions", {"Number", "Kind", "Made", "Used", "From", "Bound to it", "End"});
  for (const auto& session : sessions) {
    const auto& facts = facts_of(session);
    const auto number = text_at(facts, "number");
    const bool this_one = number == view.session;
    table.row({text_of(number) + (this_one ? Html(" (this one)") : Html()),
               text_of(text_at(facts, "protocol")), text_of(text_at(facts, "created")),
               text_of(idle_words(facts)), text_of(place_of(facts)), yes_or_no(facts, "fixedIP"),
               this_one ? Html() : button_of(view, {{"number", number}}, "End", true)});
  }
  return table.html();
}

}  // namespace

net::Task<Shown> show_sessions(View& view) {
  const auto sessions = co_await ask_of_own(view.desk, "LISTSESSIONNUMBERS");
  if (!sessions.done()) co_return refused(sessions);
  Shown page{.title = "Sessions"};
  page.content =
      list_of(view, sessions.array()) +
      section("Sign out everywhere else",
              "<p>Ends all other sessions, and the connections of all programs. Programs that know "
              "a password come back: change it, or revoke theirs. This session ends when you log "
              "out.</p>\n" +
                  button_of(view, {{"everywhere", "1"}}, "Sign out everywhere else", true));
  co_return page;
}

net::Task<Shown> apply_sessions(View& view) {
  const auto number = view.form.text("number");
  const bool everywhere = view.form.has("everywhere");
  if (number.empty() && !everywhere) co_return co_await again(view, "Nothing was chosen");
  if (number == view.session)
    co_return co_await again(view, "Log out at the top of the page to end this session");
  Command end("KILLACCOUNTSESSIONS");
  end.keyword("*");
  if (!everywhere) end.keyword("NUMBER").text(number);
  const auto answer = co_await ask(view.desk, end);
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return saved(Url(view.page.path));
}

net::Task<Shown> show_logins(View& view) {
  Command list("LISTACCOUNTLOGINS");
  list.keyword("*").keyword(most_logins);
  const auto logins = co_await ask(view.desk, list);
  if (!logins.done()) co_return refused(logins);
  Table table("Logins, the newest first", {"Time", "Result", "Service", "Method", "From", "TLS"});
  for (const auto& login : logins.array()) {
    const auto& facts = facts_of(login);
    const auto result = text_at(facts, "result");
    const auto by = text_at(facts, "by");
    const Html mark =
        result == "success" ? Html("<span class=\"good\">") : Html("<span class=\"bad\">");
    table.row({text_of(text_at(facts, "time")),
               mark + text_of(result) + "</span>" + text_of(by.empty() ? "" : " by " + by),
               text_of(text_at(facts, "service")), text_of(text_at(facts, "method")),
               text_of(text_at(facts, "address")), yes_or_no(facts, "tls")});
  }
  Shown page{.title = "Login history"};
  page.content =
      "<p>As far as the server remembers. Do you not know one of them? Change your "
      "<a href=\"/account/password\">password</a> and sign out everywhere.</p>\n" +
      table.html();
  co_return page;
}

}  // namespace gatehouse::web::user
