#include "auth/service_traits.h"

#include <algorithm>
#include <array>

#include "auth/policy.h"

namespace gatehouse::auth {
namespace {

constexpr ServiceTraits ordinary{};

constexpr std::array table{
    ServiceTraits{.name = "API", .own_methods = true, .http_methods = true, .requests = true},
    ServiceTraits{.name = "FTP", .security_layers = true},
    ServiceTraits{.name = "HTTP", .own_methods = true, .http_methods = true, .requests = true},
    ServiceTraits{.name = "POP", .greeting_challenge = true},
    ServiceTraits{.name = "PWD", .greeting_challenge = true},
    ServiceTraits{.name = "SIP", .own_methods = true, .requests = true},
    ServiceTraits{.name = "SMTP", .for_everybody = true},
    ServiceTraits{.name = "WebSite", .for_everybody = true, .shows_sites = true},
    ServiceTraits{.name = web_service,
                  .own_methods = true,
                  .asks_for_codes = true,
                  .takes_up = control::SessionKind::web_user},
    ServiceTraits{.name = ximss_of_requests,
                  .own_methods = true,
                  .requests = true,
                  .asks_for_codes = true,
                  .takes_up = control::SessionKind::ximss},
};

}  // namespace

const ServiceTraits& traits_of(std::string_view service) {
  const auto row = std::ranges::find(table, service, &ServiceTraits::name);
  return row == table.end() ? ordinary : *row;
}

}  // namespace gatehouse::auth
