// Others: the Login Security panel of the guide, and what else concerns every login.
#include <array>

#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"

namespace gatehouse::web::admin {
namespace {

using settings::Level;

constexpr std::array<std::string_view, 5> login_keys{
    "HideAccountUnknown", "FailedLoginDelay", "LoginProtection", "SecondFactorForAdministrators",
    "SeparateAdminRealms"};
constexpr std::array<std::string_view, 4> http_keys{"AdvertiseBasicAUTH", "AdvertiseDigestAUTH",
                                                    "AdvertiseNegotiateAUTH", "AdvertiseNTLMAUTH"};
constexpr std::array<std::string_view, 5> session_keys{
    "SessionFixedIP", "SessionIdleTime", "SessionLifeTime", "SessionsPerAccount", "SessionsInAll"};
constexpr std::array panels{Panel{"Login Security", Level::server, login_keys},
                            Panel{"HTTP login methods", Level::server, http_keys},
                            Panel{"WebUser and XIMSS sessions", Level::server, session_keys}};

}  // namespace

net::Task<Shown> show_others(View& view) {
  co_return co_await show_panels(view, "Login Security and sessions", panels);
}

net::Task<Shown> apply_others(View& view) { co_return co_await apply_panels(view, panels); }

}  // namespace gatehouse::web::admin
