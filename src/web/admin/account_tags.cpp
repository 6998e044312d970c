// Tagged passwords of an account: one for each program that cannot ask for a second factor.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "settings/services.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

net::Task<Shown> create(View& view) {
  const auto tag = trimmed(view.form.text("tag"));
  Command change("CREATEACCOUNTTAG");
  change.text(full_name_of(view)).keyword("TAG").text(tag);
  if (const auto label = trimmed(view.form.text("label")); !label.empty())
    change.keyword("LABEL").text(label);
  settings::Array services;
  for (const auto service : view.form.all("service")) services.emplace_back(service);
  if (!services.empty()) change.keyword("SERVICES").value(std::move(services));
  if (const auto networks = trimmed(view.form.text("networks")); !networks.empty())
    change.keyword("NETWORKS").text(networks);
  if (const auto expires = trimmed(view.form.text("expires")); !expires.empty())
    change.keyword("EXPIRES").text(expires);
  auto answer = co_await view.desk.command(change.line());
  if (!answer.done()) co_return co_await again(view, std::move(answer.words));
  Shown page{.title = "The new password"};
  page.content = account_tabs(view) + "<p>The password of <strong>" +
                 text_of(account_of(view) + "$" + std::string(tag)) +
                 "</strong>, shown this once:</p>\n<p class=\"once\">" + text_of(answer.text()) +
                 "</p>\n<p>" + link(account_page(view), "I have kept it") + "</p>\n";
  co_return page;
}

net::Task<Shown> remove(View& view) {
  const auto marked = view.form.all("tag");
  if (marked.empty()) co_return co_await again(view, "Mark the app passwords to delete");
  Answer answer;
  for (const auto tag : marked) {
    Command change("SETACCOUNTPASSWORD");
    change.text(full_name_of(view)).keyword("PASSWORD").text("").keyword("TAG").text(tag);
    answer = co_await view.desk.command(change.line());
    if (!answer.done()) break;
  }
  co_return co_await answered(view, std::move(answer), account_page(view));
}

constexpr std::array acts{Act{"create", create}, Act{"delete", remove}};

std::string limits_of(const settings::Dictionary& tag) {
  std::string words;
  const auto add = [&words](std::string_view what, const std::string& value) {
    if (!value.empty()) words += (words.empty() ? "" : "; ") + std::string(what) + " " + value;
  };
  add("services", text_at(tag, "Services"));
  add("networks", text_at(tag, "Networks"));
  add("until", text_at(tag, "Expires"));
  return words.empty() ? "none" : words;
}

std::string last_use_of(const settings::Dictionary& tag) {
  const auto when = text_at(tag, "LastUse");
  return when.empty() ? "never" : when + " from " + text_at(tag, "LastAddress");
}

Html table_of(const settings::Dictionary& tags, bool may_change) {
  Table table("App passwords", {"Tag", "Delete", "Label", "Created", "Limits", "Last use"});
  for (const auto& [tag, held] : tags) {
    if (held.dictionary() == nullptr) continue;
    const auto& facts = *held.dictionary();
    const auto box = may_change ? checkbox("tag", tag, "Delete " + tag, false) : Html();
    table.row({text_of(tag), box, text_of(text_at(facts, "Label")),
               text_of(text_at(facts, "Created")), text_of(limits_of(facts)),
               text_of(last_use_of(facts))});
  }
  return table.html();
}

Html creation(const View& view) {
  const auto& form = view.form;
  Html boxes;
  const auto marked = form.all("service");
  for (const auto service : split(settings::services, '|'))
    boxes +=
        checkbox("service", service, service, std::ranges::find(marked, service) != marked.end());
  const auto fields =
      input({.name = "tag",
             .label = "Tag",
             .value = form.text("tag"),
             .help = "Logins are made as account$tag.",
             .required = true}) +
      input({.name = "label", .label = "Label", .value = form.text("label")}) +
      group("Services (none marked: all)", "<div class=\"boxes\">\n" + boxes + "</div>\n") +
      input({.name = "networks",
             .label = "Networks",
             .value = form.text("networks"),
             .help = "Addresses it may be used from; empty: all."}) +
      input({.name = "expires",
             .label = "Good for",
             .value = form.text("expires"),
             .help = "A period such as 90d; empty: until it is deleted."});
  return section("Make an app password",
                 proven_form(view, "create", fields, "Make one up and show it"));
}

}  // namespace

net::Task<Shown> show_account_tags(View& view) {
  const auto answer = co_await ask_about(view.desk, "LISTACCOUNTTAGS", full_name_of(view));
  if (!answer.done()) co_return refused(answer);
  const bool may = view.rights.has("BasicSettings");
  Shown page{.title = "App passwords of " + full_name_of(view)};
  const auto table = table_of(answer.dictionary(), may);
  page.content = account_tabs(view);
  page.content += may && !answer.dictionary().empty()
                      ? proven_form(view, "delete", table, "Delete the marked ones")
                      : table;
  if (may) page.content += creation(view);
  co_return page;
}

net::Task<Shown> apply_account_tags(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
