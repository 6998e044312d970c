// Who finds the accounts and groups of a domain in the directory.
#include <array>
#include <utility>

#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/panel.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::array<std::string_view, 1> keys{"DirectoryVisibility"};
constexpr Panel panel{"Visibility", settings::Level::domain, keys};

Html chooser(const View& view, const std::string& domain) {
  return search_of(
      view, input({.name = "domainName", .label = "Domain", .value = domain, .required = true}),
      "Show");
}

}  // namespace

net::Task<Shown> show_visibility(View& view) {
  const auto domain = domain_of(view);
  const auto own = co_await ask_about(view.desk, "GETDOMAINSETTINGS", domain);
  const Command ask("GETDOMAINDEFAULTS");
  const auto defaults = co_await view.desk.command(ask.line());
  Shown page{.title = "Directory visibility"};
  page.content = chooser(view, domain);
  if (!own.done()) {
    page.content += "<p role=\"alert\" class=\"problem\">" + text_of(own.words) + "</p>\n";
    co_return page;
  }
  const std::array layers{Layer{"the domain", own.dictionary()},
                          Layer{"the defaults of all domains", defaults.dictionary()}};
  page.content +=
      form_of(view, hidden("domainName", domain) + web::shown(panel, layers, view.form), "Save");
  co_return page;
}

net::Task<Shown> apply_visibility(View& view) {
  const auto domain = domain_of(view);
  auto sent = read(panel, view.form);
  if (!sent) co_return co_await again(view, std::move(sent.error().detail));
  Command change("UPDATEDOMAINSETTINGS");
  change.text(domain).value(std::move(*sent));
  auto answer = co_await view.desk.command(change.line());
  co_return co_await answered(view, std::move(answer), domain_page(view));
}

}  // namespace gatehouse::web::admin
