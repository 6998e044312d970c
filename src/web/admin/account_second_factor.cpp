// The second factor of an account: whether there is one, and its end when somebody lost it.
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/parts.h"

namespace gatehouse::web::admin {

net::Task<Shown> show_account_second_factor(View& view) {
  const auto answer = co_await ask_about(view.desk, "GETSECONDFACTOR", full_name_of(view));
  if (!answer.done()) co_return refused(answer);
  const auto& state = answer.dictionary();
  Shown page{.title = "Second factor of " + full_name_of(view)};
  page.content = account_tabs(view) +
                 facts({{"Second factor", text_of(text_at(state, "State"))},
                        {"Since", text_of(text_at(state, "Since"))},
                        {"Last used", text_of(text_at(state, "LastUse"))},
                        {"Recovery codes left", text_of(text_at(state, "RecoveryCodes"))}});
  if (text_at(state, "State") == "Off" || !view.rights.has("BasicSettings")) co_return page;
  page.content += section(
      "Remove it",
      "<p>For somebody who lost both the authenticator and the recovery codes. Be sure who asks: "
      "from then on the password alone lets them in.</p>\n" +
          form_of(view, again_field(), "Remove the second factor"));
  co_return page;
}

net::Task<Shown> remove_account_second_factor(View& view) {
  auto answer = co_await ask_about(view.desk, "REMOVESECONDFACTOR", full_name_of(view));
  co_return co_await answered(view, std::move(answer), account_page(view));
}

}  // namespace gatehouse::web::admin
