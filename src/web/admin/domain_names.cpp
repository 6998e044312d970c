// The names of a domain: its aliases, another name, its end.
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

net::Task<Shown> set_aliases(View& view) {
  Command change("SETDOMAINALIASES");
  change.text(domain_of(view)).value(words_in(view.form.text("aliases")));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
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
  if (!same_but_case(trimmed(view.form.text("confirm")), domain))
    co_return co_await again(view, "To delete the domain, type its name: " + domain);
  Command change("DELETEDOMAIN");
  change.text(domain);
  if (view.form.has("force")) change.keyword("FORCE");
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), Url(domains_path));
}

constexpr std::array acts{Act{"aliases", set_aliases}, Act{"rename", rename},
                          Act{"delete", remove}};

Html deletion(const View& view) {
  const auto fields =
      hidden(act_name, "delete") +
      input({.name = "confirm",
             .label = "Type the name of the domain to confirm",
             .value = view.form.text("confirm"),
             .required = true}) +
      checkbox("force", "yes", "Delete its accounts, groups and forwarders with it",
               view.form.has("force"), "Without this only an empty domain is deleted.");
  return section("Delete the domain", form_of(view, fields, "Delete for good"));
}

}  // namespace

net::Task<Shown> show_domain_names(View& view) {
  const auto domain = domain_of(view);
  const auto answer = co_await ask_about(view.desk, "GETDOMAINALIASES", domain);
  if (!answer.done()) co_return refused(answer);
  Shown page{.title = "Names of " + domain};
  page.content = domain_tabs(view);
  const bool typed = view.form.has("aliases");
  const auto aliases = typed ? view.asked("aliases") : lines_of(answer.array());
  const auto fields = hidden(act_name, "aliases") + input({.name = "aliases",
                                                           .label = "Other names, one on each line",
                                                           .value = aliases,
                                                           .type = "textarea"});
  const bool may = view.rights.has("User");
  page.content += section("Other names", may ? form_of(view, fields, "Save") : only_shown(fields));
  if (!may) co_return page;
  const auto name =
      hidden(act_name, "rename") +
      input(
          {.name = "name", .label = "New name", .value = view.form.text("name"), .required = true});
  page.content += section("Rename the domain", form_of(view, name, "Rename"));
  page.content += deletion(view);
  co_return page;
}

net::Task<Shown> apply_domain_names(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
