#include "web/admin/domain_frame.h"
#include "web/admin/domain_panels.h"
#include "web/admin/handlers.h"

namespace gatehouse::web::admin {
namespace {

SettingsPage page_of(const View& view) {
  const auto account = full_name_of(view);
  return {.title = "Settings of " + account,
          .panels = account_panels(),
          .sources = {{"the account", line_of("GETACCOUNTSETTINGS", account)},
                      {"the domain", line_of("GETACCOUNTDEFAULTS", domain_of(view))},
                      {"all accounts", line_of("GETSERVERACCOUNTDEFAULTS")}},
          .effective = line_of("GETACCOUNTEFFECTIVESETTINGS", account),
          .update = line_of("UPDATEACCOUNTSETTINGS", account),
          .before = account_tabs(view),
          .address = account_page(view)};
}

}  // namespace

net::Task<Shown> show_account_settings(View& view) {
  auto page = page_of(view);
  co_return co_await show_settings(view, std::move(page));
}

net::Task<Shown> apply_account_settings(View& view) {
  auto page = page_of(view);
  co_return co_await apply_settings(view, std::move(page));
}

}  // namespace gatehouse::web::admin
