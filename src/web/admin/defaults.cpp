// What domains and accounts inherit: of all domains, of all accounts, of the accounts of a domain.
#include "web/admin/domain_frame.h"
#include "web/admin/domain_panels.h"
#include "web/admin/handlers.h"

namespace gatehouse::web::admin {
namespace {

SettingsPage of_domains(const View& view) {
  return {.title = "Defaults of all domains",
          .panels = all_domain_panels(),
          .sources = {{"all domains", line_of("GETDOMAINDEFAULTS")}},
          .effective = {},
          .update = "UPDATEDOMAINDEFAULTS",
          .before = {},
          .address = Url(view.page.path)};
}

SettingsPage of_accounts(const View& view) {
  return {.title = "Defaults of all accounts",
          .panels = account_panels(),
          .sources = {{"all accounts", line_of("GETSERVERACCOUNTDEFAULTS")}},
          .effective = {},
          .update = "UPDATESERVERACCOUNTDEFAULTS",
          .before = {},
          .address = Url(view.page.path)};
}

SettingsPage of_domain_accounts(const View& view) {
  const auto domain = domain_of(view);
  return {.title = "Defaults of the accounts of " + domain,
          .panels = account_panels(),
          .sources = {{"the domain", line_of("GETACCOUNTDEFAULTS", domain)},
                      {"all accounts", line_of("GETSERVERACCOUNTDEFAULTS")}},
          .effective = {},
          .update = line_of("UPDATEACCOUNTDEFAULTS", domain),
          .before = domain_tabs(view),
          .address = domain_page(view)};
}

}  // namespace

net::Task<Shown> show_domain_defaults(View& view) {
  auto page = of_domains(view);
  co_return co_await show_settings(view, std::move(page));
}
net::Task<Shown> apply_domain_defaults(View& view) {
  auto page = of_domains(view);
  co_return co_await apply_settings(view, std::move(page));
}
net::Task<Shown> show_account_defaults(View& view) {
  auto page = of_accounts(view);
  co_return co_await show_settings(view, std::move(page));
}
net::Task<Shown> apply_account_defaults(View& view) {
  auto page = of_accounts(view);
  co_return co_await apply_settings(view, std::move(page));
}
net::Task<Shown> show_domain_account_defaults(View& view) {
  auto page = of_domain_accounts(view);
  co_return co_await show_settings(view, std::move(page));
}
net::Task<Shown> apply_domain_account_defaults(View& view) {
  auto page = of_domain_accounts(view);
  co_return co_await apply_settings(view, std::move(page));
}

}  // namespace gatehouse::web::admin
