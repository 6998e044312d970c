#include "web/parts.h"
#include "web/user/handlers.h"

namespace gatehouse::web::user {

net::Task<Shown> show_account(View& view) {
  Shown page{.title = "Your account"};
  page.content = "<p>You are logged in as <strong>" + text_of(view.account) + "</strong>.</p>\n";
  co_return page;
}

}  // namespace gatehouse::web::user
