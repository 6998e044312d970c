// The names of a domain: its aliases, another name, its end.
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/names.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view what = "domain";
constexpr OtherNames aliases{"Other names", "Other names, one on each line"};

net::Task<Shown> set_aliases(View& view) {
  co_return co_await set_other_names(view, "SETDOMAINALIASES", domain_of(view), domain_page(view));
}

net::Task<Shown> rename(View& view) {
  const std::string name(trimmed(view.form.text("name")));
  Command change("RENAMEDOMAIN");
  change.text(domain_of(view)).keyword("INTO").text(name);
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_url(view.page.path, name));
}

net::Task<Shown> remove(View& view) {
  const auto domain = domain_of(view);
  if (!is_confirmed(view, domain)) co_return co_await unconfirmed(view, what, domain);
  Command change("DELETEDOMAIN");
  change.text(domain);
  if (view.form.has("force")) change.keyword("FORCE");
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), Url(domains_path));
}

constexpr std::array acts{Act{"aliases", set_aliases}, Act{"rename", rename},
                          Act{"delete", remove}};

}  // namespace

net::Task<Shown> show_domain_names(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await ask_about(view.desk, "GETDOMAINALIASES", domain);
  if (!answer.done()) co_return refused(answer);
  Shown page{.title = "Names of " + domain};
  page.content = domain_tabs(view);
  const bool may = view.rights.has("User");
  page.content += other_names(view, aliases, answer.array(), may);
  if (!may) co_return page;
  const auto force =
      checkbox("force", "yes", "Delete its accounts, groups and forwarders with it",
               view.form.has("force"), "Without this only an empty domain is deleted.");
  page.content += renaming(view, what) + deletion(view, what, {}, force);
  co_return page;
}

net::Task<Shown> apply_domain_names(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
