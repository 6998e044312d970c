// The directory as LDAP clients see it.
#include <optional>
#include <string>
#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

std::string_view kind_words(auth::EntryKind kind) {
  switch (kind) {
    case auth::EntryKind::domain:
      return "Domain";
    case auth::EntryKind::account:
      return "Account";
    case auth::EntryKind::group:
      return "Group";
    case auth::EntryKind::forwarder:
      return "Forwarder";
  }
  return {};
}

// As the LDAP gate names it.
std::string distinguished_name(const auth::Entry& entry) {
  const auto domain = "cn=" + entry.domain;
  if (entry.kind == auth::EntryKind::domain) return domain;
  const bool account = entry.kind == auth::EntryKind::account;
  return (account ? "uid=" : "cn=") + entry.name + "," + domain;
}

Html name_of(const View& view, const auth::Entry& entry) {
  if (entry.kind == auth::EntryKind::domain && !may_enter(view.rights, Realm::users))
    return text_of(entry.domain);
  if (entry.kind == auth::EntryKind::domain)
    return link(domain_url(domain_settings_path, entry.domain), entry.domain);
  const auto full = entry.name + "@" + entry.domain;
  return entry.kind == auth::EntryKind::account ? account_link(view, full) : text_of(full);
}

Html facts_of(const auth::Entry& entry) {
  Html made;
  for (const auto& [name, values] : entry.facts) {
    std::string words;
    for (const auto& value : values) words += (words.empty() ? "" : ", ") + value;
    if (!made.markup().empty()) made += "<br>";
    made += text_of(name + ": " + words);
  }
  return made;
}

Html filters(const View& view) {
  return search_of(view,
                   input({.name = "domain",
                          .label = "Domain",
                          .value = view.query.text("domain"),
                          .help = "Empty: all."}) +
                       input({.name = "name",
                              .label = "Name or alias",
                              .value = view.query.text("name"),
                              .help = "Of an account, a group or a forwarder. Empty: all."}),
                   "Find");
}

auth::EntryQuery query_of(const View& view) {
  auth::EntryQuery query{.domain = std::string(view.query.text("domain")),
                         .name = std::nullopt,
                         .after = std::string(view.query.text("after"))};
  if (!view.query.text("name").empty()) query.name = view.query.text("name");
  return query;
}

}  // namespace

net::Task<Shown> show_entries(View& view) {
  auto query = query_of(view);
  const auto found = co_await view.desk.entries(std::move(query));
  Shown page{.title = "Directory"};
  page.content = "<p>What LDAP clients see with your rights.</p>\n" + filters(view);
  if (!found) {
    page.content +=
        "<p role=\"alert\" class=\"problem\">" + text_of(found.error().words) + "</p>\n";
    co_return page;
  }
  Table table("Entries", {"Name", "Kind", "In LDAP", "What is said about it"});
  for (const auto& entry : found->entries)
    table.row({name_of(view, entry), text_of(kind_words(entry.kind)),
               text_of(distinguished_name(entry)), facts_of(entry)});
  page.content += table.html() + more(view, "after", found->last);
  co_return page;
}

}  // namespace gatehouse::web::admin
