// TLS Sessions: how TLS is spoken, on every port.
#include <array>

#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"

namespace gatehouse::web::admin {
namespace {

using settings::Level;

constexpr std::array<std::string_view, 3> session_keys{"TLSMinimumVersion", "TLSTimeToLive",
                                                       "TLSProcessDomainNames"};
constexpr std::array<std::string_view, 2> certificate_keys{"TLSAbortOnWrongCert",
                                                           "TLSRevocationFile"};
constexpr std::array<std::string_view, 2> old_keys{"TLSAcceptSSLv2Hello", "TLSEnableWeak"};
constexpr std::array panels{Panel{"Sessions", Level::server, session_keys},
                            Panel{"Client certificates", Level::server, certificate_keys},
                            Panel{"Without effect", Level::server, old_keys}};

}  // namespace

net::Task<Shown> show_tls(View& view) {
  co_return co_await show_panels(view, "TLS sessions", panels);
}

net::Task<Shown> apply_tls(View& view) { co_return co_await apply_panels(view, panels); }

}  // namespace gatehouse::web::admin
