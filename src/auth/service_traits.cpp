#include "auth/service_traits.h"

#include <algorithm>
#include <array>

#include "auth/policy.h"

namespace gatehouse::auth {
namespace {

constexpr ServiceTraits ordinary{};

constexpr std::array table{
    ServiceTraits{.name = "FTP", .security_layers = true},
    ServiceTraits{.name = "HTTP", .own_methods = true, .http_methods = true, .requests = true},
    ServiceTraits{.name = "POP", .greeting_challenge = true},
    ServiceTraits{.name = "PWD", .greeting_challenge = true},
    ServiceTraits{.name = "SIP", .own_methods = true, .requests = true},
    ServiceTraits{.name = "SMTP", .for_everybody = true},
    ServiceTraits{.name = web_service, .own_methods = true},
};

}  // namespace

const ServiceTraits& traits_of(std::string_view service) {
  const auto row = std::ranges::find(table, service, &ServiceTraits::name);
  return row == table.end() ? ordinary : *row;
}

}  // namespace gatehouse::auth
