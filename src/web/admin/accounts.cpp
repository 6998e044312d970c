#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view page_size = "50";

// A page of a domain's names, as LISTDOMAINOBJECTS gives it.
struct Names {
  std::string accounts;  // how many
  settings::Dictionary found{};
  std::string cookie{};
};

Names names_in(const settings::Array& answer) {
  Names names;
  if (answer.size() < 5) return names;
  names.accounts = std::to_string(answer[0].whole().value_or(0));
  if (const auto* found = answer[1].dictionary()) names.found = *found;
  if (const auto* cookie = answer[4].string()) names.cookie = *cookie;
  return names;
}

net::Task<Answer> names_asked(View& view) {
  Command ask("LISTDOMAINOBJECTS");
  ask.text(domain_of(view));
  const auto sought = trimmed(view.query.text("search"));
  if (!sought.empty()) ask.keyword("FILTER").text(sought);
  ask.keyword(page_size).keyword("ACCOUNTS");
  if (!sought.empty()) ask.keyword("ALIASES");
  const auto after = view.query.text("after");
  if (!after.empty()) ask.keyword("COOKIE").text(after);
  co_return co_await view.desk.command(ask.line());
}

net::Task<std::string> real_name_of(Desk& desk, std::string account) {
  Command ask("GETACCOUNTONESETTING");
  ask.text(account).text("RealName");
  const auto answer = co_await desk.command(ask.line());
  co_return std::string(answer.text());
}

// An alias leads to its account.
std::string account_behind(const std::string& name, const settings::Value& kind) {
  const auto* owner = kind.array();
  if (owner == nullptr || owner->empty() || owner->front().string() == nullptr) return name;
  return *owner->front().string();
}

net::Task<Html> table_of(View& view, const Names& names) {
  const auto domain = domain_of(view);
  Table table("Accounts", {"Name", "Real name", "Account"});
  for (const auto& [name, kind] : names.found) {
    const auto account = account_behind(name, kind);
    const auto real_name = co_await real_name_of(view.desk, account + "@" + domain);
    table.row({link(account_url(account_settings_path, domain, account), name), text_of(real_name),
               account == name ? Html("itself") : text_of(account)});
  }
  co_return table.html();
}

Html creation(const View& view) {
  const auto fields =
      input({.name = "name",
             .label = "Account name",
             .value = view.form.text("name"),
             .required = true}) +
      input({.name = "real_name", .label = "Real name", .value = view.form.text("real_name")}) +
      input({.name = "password",
             .label = "Password",
             .help = "Empty: none yet.",
             .type = "password",
             .autocomplete = "new-password"});
  return section("Create an account", form_of(view, fields, "Create"));
}

}  // namespace

net::Task<Shown> show_accounts(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await names_asked(view);
  if (!answer.done()) co_return refused(answer);
  const auto names = names_in(answer.array());
  const auto list = co_await table_of(view, names);
  Shown page{.title = "Accounts of " + domain};
  page.content = domain_tabs(view);
  page.content +=
      search_of(view,
                hidden("domainName", domain) + input({.name = "search",
                                                      .label = "Name contains",
                                                      .value = view.query.text("search"),
                                                      .type = "search"}),
                "Search");
  page.content += "<p>The domain has " + text_of(names.accounts) + " accounts.</p>\n" + list +
                  more(view, "after", names.cookie);
  if (view.rights.has("CanCreateAccounts")) page.content += creation(view);
  co_return page;
}

net::Task<Shown> create_account(View& view) {
  const auto domain = domain_of(view);
  const std::string name(trimmed(view.form.text("name")));
  const auto real_name = trimmed(view.form.text("real_name"));
  const auto password = view.form.text("password");
  Command create("CREATEACCOUNT");
  create.text(name + "@" + domain).keyword("{");
  if (!real_name.empty()) create.keyword("RealName =").text(real_name).keyword(";");
  if (!password.empty()) create.keyword("Password =").text(password).keyword(";");
  create.keyword("}");
  auto answer = co_await view.desk.command(create.line());
  co_return co_await answered(view, std::move(answer),
                              account_url(account_settings_path, domain, name));
}

}  // namespace gatehouse::web::admin
