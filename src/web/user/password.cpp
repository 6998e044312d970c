// The account's own password, changed by whoever knows the present one.
#include "web/answers.h"
#include "web/parts.h"
#include "web/user/ask.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

Html form(const View& view) {
  return form_of(view,
                 input({.name = again_name,
                        .label = "Present password",
                        .help = "Or a code of your second factor.",
                        .type = "password",
                        .autocomplete = "current-password",
                        .required = true}) +
                     input({.name = "new",
                            .label = "New password",
                            .type = "password",
                            .autocomplete = "new-password",
                            .required = true}) +
                     input({.name = "repeated",
                            .label = "New password once more",
                            .type = "password",
                            .autocomplete = "new-password",
                            .required = true}),
                 "Change the password");
}

}  // namespace

net::Task<Shown> show_password(View& view) {
  Shown page{.title = "Password"};
  const auto settings = co_await ask_of_own(view.desk, "GETACCOUNTEFFECTIVESETTINGS");
  if (!settings.done()) co_return refused(settings);
  if (!is_yes(settings.dictionary(), "PWDAllowed")) {
    page.content = "<p>The password of this account is changed by its administrator.</p>\n";
    co_return page;
  }
  page.content =
      "<p>Other sessions end when the password changes; app passwords stay as they "
      "are.</p>\n" +
      form(view);
  co_return page;
}

net::Task<Shown> apply_password(View& view) {
  const auto chosen = view.form.text("new");
  if (chosen.empty()) co_return co_await again(view, "The new password is missing");
  if (chosen != view.form.text("repeated"))
    co_return co_await again(view, "The new password was not typed the same way twice");
  Command change("SETACCOUNTPASSWORD");
  change.keyword("*").keyword("PASSWORD").text(chosen);
  const auto answer = co_await ask(view.desk, change);
  if (!answer.done()) co_return co_await again(view, answer.words);
  co_return saved(Url(view.page.path));
}

}  // namespace gatehouse::web::user
