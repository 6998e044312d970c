#include "web/admin/address_trial.h"

#include <string>
#include <utility>

#include "settings/schema.h"
#include "web/admin/domain_frame.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view tried_name = "tried";

std::string_view label_of(std::string_view key) {
  const auto* setting = settings::setting_named(key, settings::Level::server);
  return setting == nullptr || setting->label.empty() ? key : setting->label;
}

Html waiting(const View& view, const settings::Dictionary& trial) {
  Table changes("What waits", {"Setting", "Would be"});
  if (const auto* all = settings::find(trial, "Changes"); all != nullptr && all->dictionary())
    for (const auto& [key, value] : *all->dictionary())
      changes.row({text_of(label_of(key)), text_of(in_words(value))});
  const auto left = text_at(trial, "Seconds");
  return "<section class=\"problem\" aria-label=\"A change that waits\">\n<p role=\"alert\">"
         "<strong>A change waits to be confirmed.</strong> It would shut out the address you come "
         "from, so it only holds for " +
         text_of(left) +
         " more seconds and is then taken back. If you can read this after logging in again, "
         "confirm it.</p>\n" +
         changes.html() + button_of(view, {{act_name, confirm_act}}, "Keep the change") +
         "</section>\n";
}

}  // namespace

net::Task<Html> trial_notice(View& view) {
  const Command ask("GETADDRESSTRIAL");
  const auto answer = co_await view.desk.command(ask.line());
  if (answer.done() && !answer.dictionary().empty()) co_return waiting(view, answer.dictionary());
  if (!view.query.has(tried_name)) co_return Html();
  co_return "<p role=\"status\" class=\"problem\">Nothing waits to be confirmed any more: the "
            "change was taken back, unless somebody confirmed it.</p>\n";
}

net::Task<Shown> confirm_trial(View& view) {
  const Command confirm("CONFIRMADDRESSES");
  auto answer = co_await view.desk.command(confirm.line());
  Url here(view.page.path);
  for (const auto& [name, value] : view.query.pairs())
    if (name != tried_name && name != "saved") here.with(name, value.reveal());
  co_return co_await answered(view, std::move(answer), std::move(here));
}

net::Task<Shown> tried(View& view, Answer answer, Url address) {
  if (!answer.done() || !answer.words.contains("CONFIRMADDRESSES"))
    co_return co_await answered(view, std::move(answer), std::move(address));
  co_return Shown{.go_to = address.with(tried_name, "1").text()};
}

}  // namespace gatehouse::web::admin
