// Who is kept out: accounts that are locked, addresses that are blocked; and how to let them in.
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/admin/monitor_trail.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

constexpr std::size_t most_addresses = 200;  // that are shown

Html explain_link(const Dictionary& locked) {
  auto name = text_at(locked, "Account");
  if (const auto tag = text_at(locked, "Tag"); !tag.empty())
    name.insert(std::min(name.find('@'), name.size()), "$" + tag);
  Url url(explain_path);
  url.with("login", name).with("from", text_at(locked, "Address"));
  return link(url, "Explain");
}

Html locked_accounts(const View& view, const Answer& answer) {
  Table table("Accounts that are locked", {"Account", "Tag", "Since", "Last from", "Act"});
  for (const auto& one : answer.array()) {
    if (one.dictionary() == nullptr) continue;
    const auto& locked = *one.dictionary();
    const auto account = text_at(locked, "Account");
    table.row({account_link(view, account), text_of(text_at(locked, "Tag")),
               text_of(text_at(locked, "Since")), text_of(text_at(locked, "Address")),
               button_of(view, {{act_name, "reset"}, {"who", account}}, "Forget its failures") +
                   explain_link(locked)});
  }
  return table.html();
}

Html release(const View& view, std::string_view address) {
  return button_of(view, {{act_name, "release"}, {"who", address}}, "Release");
}

// "10.0.0.1-600,10.0.0.2-*"
Html blocked_addresses(const View& view, const Answer& answer) {
  Table table("Addresses that are blocked for a time", {"Address", "Time left", "Act"});
  std::size_t count = 0;
  auto rest = answer.text();
  while (!rest.empty()) {
    const auto one = take_until(rest, ',');
    const auto dash = one.rfind('-');
    if (dash == one.npos || ++count > most_addresses) continue;
    const auto address = one.substr(0, dash);
    const auto left = to_number<std::int64_t>(one.substr(dash + 1));
    table.row({text_of(address), text_of(left ? period_words(*left) : "until it is released"),
               release(view, address)});
  }
  auto made = table.html();
  if (count > most_addresses)
    made += "<p>" + text_of(std::to_string(count - most_addresses)) + " more.</p>\n";
  return made;
}

Html closed_sources(const View& view, const Answer& answer) {
  Table table("Sources from where strangers are not let in", {"Source", "Why", "Act"});
  for (const auto& one : answer.array()) {
    if (one.dictionary() == nullptr) continue;
    const auto& closed = *one.dictionary();
    table.row({text_of(text_at(closed, "Source")), text_of(text_at(closed, "Why")),
               release(view, text_at(closed, "Address"))});
  }
  return table.html();
}

Html block_form(const View& view) {
  return form_of(view,
                 hidden(act_name, "block") +
                     input({.name = "block",
                            .label = "Address",
                            .value = view.form.text("block"),
                            .required = true}) +
                     input({.name = "minutes",
                            .label = "For minutes",
                            .value = view.form.text("minutes"),
                            .help = "Empty: until it is released."}),
                 "Block");
}

Html section_of(std::string_view heading, const Answer& answer, const Html& content) {
  if (answer.done()) return section(heading, content);
  return section(heading, "<p class=\"problem\">" + text_of(answer.words) + "</p>\n");
}

net::Task<Shown> reset(View& view) {
  auto answer =
      co_await ask_about(view.desk, "RESETFAILEDLOGINS", std::string(view.form.text("who")));
  co_return co_await answered(view, std::move(answer), Url(view.page.path));
}

net::Task<Shown> let_in(View& view) {
  auto answer =
      co_await ask_about(view.desk, "RESETFAILEDLOGINADDRESS", std::string(view.form.text("who")));
  co_return co_await answered(view, std::move(answer), Url(view.page.path));
}

net::Task<Shown> block(View& view) {
  constexpr std::int64_t most_minutes = 60L * 24 * 365;
  const auto minutes = to_number<std::int64_t>(view.form.text("minutes"));
  const bool for_good = view.form.text("minutes").empty();
  if (!for_good && (!minutes || *minutes < 1 || *minutes > most_minutes))
    co_return co_await again(view, "For minutes: a number is wanted, or nothing");
  Command command("TEMPBLACKLISTIP");
  command.text(view.form.text("block"));
  if (!for_good) command.keyword("TIMEOUT").keyword(std::to_string(*minutes * 60));
  auto answer = co_await view.desk.command(command.line());
  co_return co_await answered(view, std::move(answer), Url(view.page.path));
}

constexpr std::array acts{Act{"reset", reset}, Act{"release", let_in}, Act{"block", block}};

}  // namespace

net::Task<Shown> show_failures(View& view) {
  const Command ask_locked("LISTLOCKEDACCOUNTS");
  const auto locked = co_await view.desk.command(ask_locked.line());
  const Command ask_blocked("GETTEMPBLACKLISTEDIPS");
  const auto blocked = co_await view.desk.command(ask_blocked.line());
  const Command ask_closed("LISTCLOSEDSOURCES");
  const auto closed = co_await view.desk.command(ask_closed.line());
  Command ask_last("LISTTRAIL");
  ask_last.keyword("KIND login RESULT failed LIMIT 20");
  const auto last = co_await view.desk.command(ask_last.line());
  Url all(trail_path);
  all.with("kind", "login").with("result", "failed");
  Shown page{.title = "Failed logins"};
  page.content = section_of("Locked accounts", locked, locked_accounts(view, locked)) +
                 section_of("Blocked addresses", blocked, blocked_addresses(view, blocked)) +
                 section_of("Closed sources", closed, closed_sources(view, closed)) +
                 section("Block an address", block_form(view)) +
                 section_of("The last failed logins", last,
                            records(view, "Failed logins", array_at(last.dictionary(), "Entries")) +
                                "<p>" + link(all, "All failed logins") + "</p>\n");
  co_return page;
}

net::Task<Shown> apply_failures(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
