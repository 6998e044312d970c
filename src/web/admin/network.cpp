// Network: the address lists, and what they mean for logins.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "web/admin/address_trial.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;
using settings::Level;
using settings::Value;

struct Lists {
  std::string_view title;
  std::array<std::string_view, 4> keys;  // empty ones are none
};
constexpr std::array lists{
    Lists{"Who may log in", {"ClientIPs", "BlacklistedIPs", "WhiteHoleIPs", "DeniedIPs"}},
    Lists{"Proxies in front of this server", {"ProxyIPs"}},
    Lists{"Kept for other parts", {"LANIPs", "NATedIPs", "NATSiteIPs", "DebugIPs"}}};

constexpr std::array<std::string_view, 3> login_keys{"NonClientLogins", "TempBlacklistFlow",
                                                     "TempClientTime"};
constexpr std::array panels{Panel{"Logins", Level::server, login_keys}};

Html list_field(const View& view, const Dictionary& server, std::string_view key) {
  const auto* setting = settings::setting_named(key, Level::server);
  const auto* held = settings::find(server, key);
  const bool typed = view.form.has(key);
  const auto value = typed             ? std::string(view.form.text(key))
                     : held != nullptr ? in_words(*held)
                                       : std::string();
  return input({.name = key,
                .label = setting->label,
                .value = value,
                .help = setting->help.substr(0, setting->help.find(';')),
                .type = "textarea"});
}

Html list_fields(const View& view, const Dictionary& server) {
  Html all;
  for (const auto& [title, keys] : lists) {
    Html fields;
    for (const auto key : keys)
      if (!key.empty()) fields += list_field(view, server, key);
    all += group(title, fields);
  }
  return all;
}

// Browsers end lines by CR LF.
Value list_of(std::string_view typed) {
  std::string text(typed);
  std::erase(text, '\r');
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text.empty() ? Value("default") : Value(std::move(text));
}

// What an address is, by the lists and for a time.
net::Task<Html> address_state(View& view) {
  const auto address = view.query.text("address");
  auto found = search_of(
      view, input({.name = "address", .label = "What is this address?", .value = address}), "Look");
  if (address.empty()) co_return section("One address", found);
  Command by_lists("GETIPSTATE");
  by_lists.text(address);
  Command for_a_time("GETIPSTATE");
  for_a_time.text(address).keyword("TEMP");
  const auto lasting = co_await view.desk.command(by_lists.line());
  const auto passing = co_await view.desk.command(for_a_time.line());
  if (!lasting.done())
    co_return section("One address", found + "<p role=\"alert\" class=\"problem\">" +
                                         text_of(lasting.words) + "</p>\n");
  const auto said = [](const Answer& answer) {
    return text_of(answer.text().empty() ? std::string_view("none") : answer.text());
  };
  found += facts({{"By the lists", said(lasting)}, {"For a time", said(passing)}});
  co_return section("One address", found);
}

constexpr std::string_view help_words =
    "One address, range (10.0.0.5-10.0.0.9) or network (10.0.0.0/8) on a line; ! in front takes "
    "away from the lines above; ; opens a comment. A change that would shut out the address you "
    "come from is only tried for a minute, until you confirm it.";

}  // namespace

net::Task<Shown> show_network(View& view) {
  const auto answer = co_await ask_server_settings(view.desk);
  if (!answer.done()) co_return refused(answer);
  const auto& server = answer.dictionary();
  const auto notice = co_await trial_notice(view);
  const auto state = co_await address_state(view);
  Shown page{.title = "Network: client addresses"};
  page.content =
      notice + "<p>" + text_of(help_words) + "</p>\n" +
      form_of(view, panel_fields(view, panels, server) + list_fields(view, server), "Save") + state;
  co_return page;
}

net::Task<Shown> apply_network(View& view) {
  if (view.form.text(act_name) == confirm_act) co_return co_await confirm_trial(view);
  auto changes = read_panels(panels, view.form);
  if (!changes) co_return co_await again(view, std::move(changes.error().detail));
  for (const auto& group_of_lists : lists)
    for (const auto key : group_of_lists.keys)
      if (!key.empty() && view.form.has(key))
        changes->insert_or_assign(std::string(key), list_of(view.form.text(key)));
  Command change("UPDATESERVERSETTINGS");
  change.value(std::move(*changes));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await tried(view, std::move(answer), Url(view.page.path));
}

}  // namespace gatehouse::web::admin
