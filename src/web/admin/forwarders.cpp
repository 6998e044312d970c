// Forwarders of a domain: other names for addresses.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view page_size = "50";

net::Task<Shown> create(View& view) {
  Command change("CREATEFORWARDER");
  change.text(std::string(trimmed(view.form.text("name"))) + "@" + domain_of(view));
  change.keyword("TO").text(trimmed(view.form.text("to")));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

net::Task<Shown> remove(View& view) {
  const auto marked = view.form.all("forwarder");
  if (marked.empty()) co_return co_await again(view, "No forwarder is marked");
  for (const auto name : marked) {
    auto answer =
        co_await ask_about(view.desk, "DELETEFORWARDER", std::string(name) + "@" + domain_of(view));
    if (!answer.done()) co_return co_await again(view, std::string(name) + ": " + answer.words);
  }
  co_return saved(domain_page(view));
}

constexpr std::array acts{Act{"create", create}, Act{"delete", remove}};

// (accounts, {forwarder=((address));}, aliases, forwarders, cookie)
net::Task<Answer> asked(View& view) {
  Command ask("LISTDOMAINOBJECTS");
  ask.text(domain_of(view));
  const auto sought = trimmed(view.query.text("search"));
  if (!sought.empty()) ask.keyword("FILTER").text(sought);
  ask.keyword(page_size).keyword("FORWARDERS");
  const auto after = view.query.text("after");
  if (!after.empty()) ask.keyword("COOKIE").text(after);
  co_return co_await view.desk.command(ask.line());
}

std::string address_in(const settings::Value& value) {
  const auto* outer = value.array();
  const auto* inner = outer == nullptr || outer->empty() ? nullptr : outer->front().array();
  return inner == nullptr || inner->empty() ? std::string() : in_words(inner->front());
}

Html table_of(const settings::Dictionary& forwarders, bool may_change) {
  Table table("Forwarders", {"Name", "Leads to", "Delete"});
  for (const auto& [name, address] : forwarders)
    table.row({text_of(name), text_of(address_in(address)),
               may_change ? checkbox("forwarder", name, "Delete " + name, false) : Html()});
  return table.html();
}

Html creation(const View& view) {
  const auto fields =
      hidden(act_name, "create") +
      input({.name = "name", .label = "Name", .value = view.form.text("name"), .required = true}) +
      input({.name = "to",
             .label = "Leads to",
             .value = view.form.text("to"),
             .help = "An account of the domain, or an address anywhere.",
             .required = true});
  return section("Create a forwarder", form_of(view, fields, "Create"));
}

}  // namespace

net::Task<Shown> show_forwarders(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await asked(view);
  if (!answer.done()) co_return refused(answer);
  const auto& parts = answer.array();
  const auto* found = parts.size() < 5 ? nullptr : parts[1].dictionary();
  const settings::Dictionary none;
  const auto& forwarders = found == nullptr ? none : *found;
  const auto next = parts.size() < 5 ? std::string() : in_words(parts[4]);
  const bool may = view.rights.has("CanCreateForwarders");
  const auto table = table_of(forwarders, may);
  Shown page{.title = "Forwarders of " + domain};
  page.content = domain_tabs(view);
  page.content +=
      search_of(view,
                hidden("domainName", domain) + input({.name = "search",
                                                      .label = "Name contains",
                                                      .value = view.query.text("search"),
                                                      .type = "search"}),
                "Search");
  page.content += may && !forwarders.empty()
                      ? form_of(view, hidden(act_name, "delete") + table, "Delete the marked")
                      : table;
  page.content += more(view, "after", next);
  if (may) page.content += creation(view);
  co_return page;
}

net::Task<Shown> apply_forwarders(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
