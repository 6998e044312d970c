#include "web/admin/domain_frame.h"
#include "web/admin/domain_panels.h"
#include "web/admin/handlers.h"

namespace gatehouse::web::admin {
namespace {

SettingsPage page_of(const View& view) {
  const auto domain = domain_of(view);
  return {.title = "Settings of " + domain,
          .panels = domain_panels(),
          .sources = {{"the domain", line_of("GETDOMAINSETTINGS", domain)},
                      {"all domains", line_of("GETDOMAINDEFAULTS")}},
          .effective = line_of("GETDOMAINEFFECTIVESETTINGS", domain),
          .update = line_of("UPDATEDOMAINSETTINGS", domain),
          .before = domain_tabs(view),
          .address = domain_page(view)};
}

}  // namespace

net::Task<Shown> show_domain_settings(View& view) {
  auto page = page_of(view);
  co_return co_await show_settings(view, std::move(page));
}

net::Task<Shown> apply_domain_settings(View& view) {
  auto page = page_of(view);
  co_return co_await apply_settings(view, std::move(page));
}

}  // namespace gatehouse::web::admin
