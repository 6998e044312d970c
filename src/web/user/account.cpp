// What an account is and holds, at a glance.
#include "base/text.h"
#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

using Facts = std::vector<std::pair<std::string_view, Html>>;

void add(Facts& facts, std::string_view name, std::string_view text) {
  if (!text.empty()) facts.emplace_back(name, text_of(text));
}

struct Stored {
  std::size_t mailboxes = 0;
  std::uint64_t bytes = 0;
};

Stored stored(const settings::Dictionary& mailboxes) {
  Stored sum;
  for (const auto& [name, value] : mailboxes) {
    const auto* info = value.dictionary();
    if (info == nullptr) continue;
    ++sum.mailboxes;
    if (const auto bytes = whole_at(*info, "Size"); bytes > 0)
      sum.bytes += static_cast<std::uint64_t>(bytes);
  }
  return sum;
}

Html mail_words(const Stored& sum, std::string_view limit) {
  auto words = size_words(sum.bytes) + " in " + std::to_string(sum.mailboxes) +
               (sum.mailboxes == 1 ? " mailbox" : " mailboxes");
  if (!limit.empty() && limit != "unlimited") words += ", of " + std::string(limit) + " at most";
  return text_of(words);
}

std::string factor_words(std::string_view state) {
  if (state == "On") return "on";
  return state == "Begun" ? "begun, not confirmed yet" : "off";
}

net::Task<void> add_protection(Facts& facts, Desk& desk) {
  const auto factor = co_await ask_of_own(desk, "GETSECONDFACTOR");
  if (factor.done())
    facts.emplace_back("Second factor", link(Url("/account/factor"),
                                             factor_words(text_at(factor.dictionary(), "State"))));
  const auto tags = co_await ask_of_own(desk, "LISTACCOUNTTAGS");
  if (tags.done())
    facts.emplace_back("App passwords",
                       link(Url("/account/apps"), std::to_string(tags.dictionary().size())));
  const auto sessions = co_await ask_of_own(desk, "LISTSESSIONNUMBERS");
  if (sessions.done())
    facts.emplace_back("Sessions",
                       link(Url("/account/sessions"), std::to_string(sessions.array().size())));
}

}  // namespace

net::Task<Shown> show_account(View& view) {
  const auto settings = co_await ask_of_own(view.desk, "GETACCOUNTEFFECTIVESETTINGS");
  const auto info = co_await ask_of_own(view.desk, "GETACCOUNTINFO");
  const auto mailboxes = co_await ask_of_own(view.desk, "LISTMAILBOXES");
  Facts facts{{"Account", text_of(view.account)}};
  add(facts, "Name", text_at(settings.dictionary(), "RealName"));
  add(facts, "Last login", text_at(info.dictionary(), "LastLogin"));
  add(facts, "From", text_at(info.dictionary(), "LastAddress"));
  if (mailboxes.done())
    facts.emplace_back("Mail", mail_words(stored(mailboxes.dictionary()),
                                          text_at(settings.dictionary(), "MaxAccountSize")));
  co_await add_protection(facts, view.desk);
  co_return Shown{.title = "Your account", .content = web::facts(facts)};
}

}  // namespace gatehouse::web::user
