// The names of an account: its aliases, another name, its end.
#include <array>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/names.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::string_view what = "account";
constexpr OtherNames aliases{"Aliases", "Aliases, one on each line"};

net::Task<Shown> set_aliases(View& view) {
  co_return co_await set_other_names(view, "SETACCOUNTALIASES", full_name_of(view),
                                     account_page(view));
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
  const auto name = account_of(view);
  if (!is_confirmed(view, name)) co_return co_await unconfirmed(view, what, name);
  auto answer = co_await ask_about(view.desk, "DELETEACCOUNT", full_name_of(view));
  co_return co_await answered(view, std::move(answer), domain_url(accounts_path, domain_of(view)));
}

constexpr std::array acts{Act{"aliases", set_aliases}, Act{"rename", rename},
                          Act{"delete", remove}};

}  // namespace

net::Task<Shown> show_account_names(View& view) {
  const auto answer = co_await ask_about(view.desk, "GETACCOUNTALIASES", full_name_of(view));
  if (!answer.done()) co_return refused(answer);
  Shown page{.title = "Names of " + full_name_of(view)};
  page.content = account_tabs(view);
  const bool may = view.rights.has("CanCreateAliases");
  page.content += other_names(view, aliases, answer.array(), may);
  if (view.rights.has("CanCreateAccounts"))
    page.content += renaming(view, what, "A name of this domain, or name@domain to move it.") +
                    deletion(view, what, "All its data goes with it.");
  co_return page;
}

net::Task<Shown> apply_account_names(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
