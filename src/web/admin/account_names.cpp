// The names of an account: its aliases, another name, its end.
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

net::Task<Shown> set_aliases(View& view) {
  Command change("SETACCOUNTALIASES");
  change.text(full_name_of(view)).value(words_in(view.form.text("aliases")));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), account_page(view));
}

net::Task<Shown> rename(View& view) {
  const std::string name(trimmed(view.form.text("name")));
  const auto at = name.find('@');
  const auto domain = at == name.npos ? domain_of(view) : name.substr(at + 1);
  const auto alone = name.substr(0, at);
  Command change("RENAMEACCOUNT");
  change.text(full_name_of(view)).keyword("INTO").text(alone + "@" + domain);
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), account_url(view.page.path, domain, alone));
}

net::Task<Shown> remove(View& view) {
  if (!same_but_case(trimmed(view.form.text("confirm")), account_of(view)))
    co_return co_await again(view, "To delete the account, type its name: " + account_of(view));
  auto answer = co_await ask_about(view.desk, "DELETEACCOUNT", full_name_of(view));
  co_return co_await answered(view, std::move(answer), domain_url(accounts_path, domain_of(view)));
}

constexpr std::array acts{Act{"aliases", set_aliases}, Act{"rename", rename},
                          Act{"delete", remove}};

Html renaming(const View& view) {
  const auto fields = hidden(act_name, "rename") +
                      input({.name = "name",
                             .label = "New name",
                             .value = view.form.text("name"),
                             .help = "A name of this domain, or name@domain to move it.",
                             .required = true});
  return section("Rename the account", form_of(view, fields, "Rename"));
}

Html deletion(const View& view) {
  const auto fields =
      hidden(act_name, "delete") + input({.name = "confirm",
                                          .label = "Type the name of the account to confirm",
                                          .value = view.form.text("confirm"),
                                          .help = "All its data goes with it.",
                                          .required = true});
  return section("Delete the account", form_of(view, fields, "Delete for good"));
}

}  // namespace

net::Task<Shown> show_account_names(View& view) {
  const auto answer = co_await ask_about(view.desk, "GETACCOUNTALIASES", full_name_of(view));
  if (!answer.done()) co_return refused(answer);
  Shown page{.title = "Names of " + full_name_of(view)};
  page.content = account_tabs(view);
  const bool typed = view.form.has("aliases");
  const auto aliases = typed ? view.asked("aliases") : lines_of(answer.array());
  const auto fields = hidden(act_name, "aliases") + input({.name = "aliases",
                                                           .label = "Aliases, one on each line",
                                                           .value = aliases,
                                                           .type = "textarea"});
  const bool may = view.rights.has("CanCreateAliases");
  page.content += section("Aliases", may ? form_of(view, fields, "Save") : only_shown(fields));
  if (view.rights.has("CanCreateAccounts")) page.content += renaming(view) + deletion(view);
  co_return page;
}

net::Task<Shown> apply_account_names(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
