#include <algorithm>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::size_t page_size = 100;

// All of them, or those that the viewer administers.
net::Task<Answer> domains_seen(View& view) {
  if (view.rights.has("UserRead")) {
    const Command ask("LISTDOMAINS");
    co_return co_await view.desk.command(ask.line());
  }
  const auto home = view.account.substr(view.account.rfind('@') + 1);
  auto answer = co_await ask_about(view.desk, "LISTADMINDOMAINS", home);
  if (!answer.done()) co_return answer;
  settings::Array names{settings::Value(home)};
  names.insert(names.end(), answer.array().begin(), answer.array().end());
  answer.value = std::move(names);
  co_return answer;
}

std::vector<std::string> names_in(const Answer& answer, std::string_view sought) {
  std::vector<std::string> names;
  for (const auto& name : answer.array())
    if (name.string() != nullptr && name.string()->contains(sought))
      names.push_back(*name.string());
  std::ranges::sort(names);
  return names;
}

Html ways_to(const View& view, const std::string& domain) {
  auto ways = link(domain_url(domain_settings_path, domain), "Settings");
  if (!view.rights.has("SecureCertificate") && !view.rights.has("UserRead")) return ways;
  return ways + " " +
         link(domain_url("/Master/Domains/DomainCertificate.html", domain), "Security");
}

Html list_of(const View& view, const std::vector<std::string>& names) {
  const auto after = view.query.text("after");
  auto name = std::ranges::upper_bound(names, after);
  Table table("Domains", {"Domain", "About it"});
  for (std::size_t shown = 0; name != names.end() && shown < page_size; ++name, ++shown)
    table.row({link(domain_url(accounts_path, *name), *name), ways_to(view, *name)});
  return table.html() + more(view, "after", name == names.end() ? "" : *std::prev(name));
}

}  // namespace

net::Task<Shown> show_domains(View& view) {
  const auto answer = co_await domains_seen(view);
  if (!answer.done()) co_return refused(answer);
  const auto sought = view.query.text("search");
  const auto names = names_in(answer, lower_case(sought));
  Shown page{.title = "Domains"};
  page.content = search_of(
      view, input({.name = "search", .label = "Name contains", .value = sought, .type = "search"}),
      "Search");
  page.content += list_of(view, names);
  if (view.rights.has("UserRead"))
    page.content +=
        "<p>" + link(Url("/Master/Domains/DomainDefaults.html"), "Defaults of all domains") + " " +
        link(Url("/Master/Domains/AccountDefaults.html"), "Defaults of all accounts") + "</p>\n";
  if (view.rights.has("User")) {
    const auto name = view.form.text("name");
    const auto field =
        input({.name = "name", .label = "Domain name", .value = name, .required = true});
    page.content += section("Create a domain", form_of(view, field, "Create"));
  }
  co_return page;
}

net::Task<Shown> create_domain(View& view) {
  const std::string name(trimmed(view.form.text("name")));
  auto answer = co_await ask_about(view.desk, "CREATEDOMAIN", name);
  co_return co_await answered(view, std::move(answer), domain_url(domain_settings_path, name));
}

}  // namespace gatehouse::web::admin
