// The password of an account: how it is stored, a new one, one from another program.
#include <array>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

net::Task<Shown> set_password(View& view) {
  const auto password = view.form.text("password");
  if (password != view.form.text("repeated"))
    co_return co_await again(view, "The two new passwords are not the same");
  Command change("SETACCOUNTPASSWORD");
  change.text(full_name_of(view)).keyword("PASSWORD").text(password);
  if (view.form.has("check")) change.keyword("CHECK");
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), account_page(view));
}

net::Task<Shown> import_password(View& view) {
  Command change("IMPORTACCOUNTPASSWORD");
  change.text(full_name_of(view)).text(view.form.text("encoded"));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), account_page(view));
}

net::Task<Shown> forget_failures(View& view) {
  auto answer = co_await ask_about(view.desk, "RESETFAILEDLOGINS", full_name_of(view));
  co_return co_await answered(view, std::move(answer), account_page(view));
}

constexpr std::array acts{Act{"set", set_password}, Act{"import", import_password},
                          Act{"unlock", forget_failures}};

Html how_stored(const settings::Dictionary& info) {
  const auto* served = settings::find(info, "CanServe");
  const auto* names = served == nullptr ? nullptr : served->array();
  const auto methods = names == nullptr ? std::string() : lines_of(*names);
  const auto scheme = text_at(info, "Scheme");
  const bool weak = text_at(info, "Weak") == "YES";
  auto words = text_of(scheme.empty() ? "there is none" : scheme);
  if (weak) words += " <strong class=\"bad\">(weak)</strong>";
  if (text_at(info, "FirstEightOnly") == "YES") words += ", only its first eight characters count";
  return facts({{"Stored as", words},
                {"Good for", text_of(methods.empty() ? "nothing" : methods)},
                {"Stored otherwise today", text_of(text_at(info, "Outdated"))}});
}

Html last_logins(const settings::Dictionary& info) {
  return facts({{"Last login", text_of(text_at(info, "LastLogin"))},
                {"From", text_of(text_at(info, "LastAddress"))}});
}

Html setting(const View& view) {
  const auto fields = input({.name = "password",
                             .label = "New password",
                             .help = "Empty: the account has none.",
                             .type = "password",
                             .autocomplete = "new-password"}) +
                      input({.name = "repeated",
                             .label = "The same again",
                             .type = "password",
                             .autocomplete = "new-password"}) +
                      checkbox("check", "yes", "Check it by the account's rules for passwords",
                               view.form.has("check"));
  return section("Set the password", proven_form(view, "set", fields, "Set"));
}

Html importing(const View& view) {
  const auto fields = input({.name = "encoded",
                             .label = "Encoded password",
                             .help = "As another program kept it, such as {SSHA}...",
                             .type = "password",
                             .required = true});
  return section("Import a password", proven_form(view, "import", fields, "Import"));
}

}  // namespace

net::Task<Shown> show_account_password(View& view) {
  const auto info = co_await ask_about(view.desk, "GETACCOUNTPASSWORDINFO", full_name_of(view));
  if (!info.done()) co_return refused(info);
  const auto noted = co_await ask_about(view.desk, "GETACCOUNTINFO", full_name_of(view));
  Shown page{.title = "Password of " + full_name_of(view)};
  page.content = account_tabs(view);
  page.content += section("The password", how_stored(info.dictionary()));
  page.content += section("Logins", last_logins(noted.dictionary()));
  if (view.rights.has("Domain"))
    page.content += section("Failed logins", proven_form(view, "unlock", {}, "Forget them"));
  if (view.rights.has("BasicSettings")) page.content += setting(view) + importing(view);
  co_return page;
}

net::Task<Shown> apply_account_password(View& view) { co_return co_await act_on(view, acts); }

}  // namespace gatehouse::web::admin
