// Who holds which rights, and whom the administrators of a domain administer.
#include <optional>
#include <string>
#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/master.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Array;
using settings::Dictionary;

constexpr std::string_view domain_name = "domainName";
constexpr std::string_view from_name = "from";  // the account the page begins with
constexpr std::size_t rows_in_a_page = 100;

Html remarks(const Dictionary& row) {
  Html made;
  if (text_at(row, "Missing") == "YES") made += "There is no such account. ";
  if (const auto ignored = text_at(row, "Ignored"); !ignored.empty())
    made += "Without effect there: " + text_of(ignored);
  return made;
}

struct Listing {
  Html table;
  std::string next{};  // empty: this is the last part
};

Listing listing(const Dictionary& domains, std::string_view from) {
  Table table("Administrators", {"Account", "Rights", "Remarks"});
  std::size_t rows = 0;
  for (const auto& [domain, accounts] : domains) {
    if (accounts.dictionary() == nullptr) continue;
    for (const auto& [name, entry] : *accounts.dictionary()) {
      const auto place = domain + " " + name;
      if (entry.dictionary() == nullptr || place < from) continue;
      if (rows++ == rows_in_a_page) return {table.html(), place};
      const auto& row = *entry.dictionary();
      const auto full = name + "@" + domain;
      table.row({link(rights_url(full), full), text_of(text_at(row, "Rights")), remarks(row)});
    }
  }
  return {table.html()};
}

// A form that leads to the rights of any account.
Html way_to_rights() {
  return "<form method=\"get\" class=\"search\" action=\"" + text_of(master_rights_path) + "\">\n" +
         input({.name = full_name_field,
                .label = "Rights of the account",
                .help = "With its domain, as joe@company.com.",
                .required = true}) +
         "<button>Show</button>\n</form>\n";
}

net::Task<Html> administered_too(View& view, std::string domain) {
  const auto answer = co_await ask_about(view.desk, "LISTADMINDOMAINS", domain);
  std::string names;
  for (const auto& one : answer.array()) names += (names.empty() ? "" : ", ") + in_words(one);
  co_return "<p>The administrators of " + text_of(domain) +
      " administer besides it: " + text_of(names.empty() ? "no other domain" : names) + ".</p>\n";
}

}  // namespace

net::Task<Shown> show_administrators(View& view) {
  const std::string domain(view.query.text(domain_name));
  Command ask("LISTADMINISTRATORS");
  if (!domain.empty()) ask.text(domain);
  const auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return refused(answer);
  Shown page{.title = domain.empty() ? "Administrators" : "Administrators of " + domain};
  page.content = way_to_rights() + search_of(view,
                                             input({.name = domain_name,
                                                    .label = "Administrators of the domain",
                                                    .value = domain,
                                                    .help = "Empty: of all domains."}),
                                             "Show");
  if (!domain.empty()) page.content += co_await administered_too(view, domain);
  const auto part = listing(answer.dictionary(), view.query.text(from_name));
  page.content += part.table + more(view, from_name, part.next);
  co_return page;
}

}  // namespace gatehouse::web::admin
