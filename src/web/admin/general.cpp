#include <array>

#include "web/admin/handlers.h"
#include "web/admin/server_panels.h"

namespace gatehouse::web::admin {
namespace {

constexpr std::array<std::string_view, 2> log_keys{"LogLevel", "TLSLogLevel"};
constexpr std::array<std::string_view, 2> directory_keys{"MaxCachedAccounts", "RelayNextHop"};
constexpr std::array panels{
    Panel{"Log", settings::Level::server, log_keys},
    Panel{"Directory and relaying", settings::Level::server, directory_keys}};

}  // namespace

net::Task<Shown> show_general(View& view) {
  co_return co_await show_panels(view, "General settings", panels);
}

net::Task<Shown> apply_general(View& view) { co_return co_await apply_panels(view, panels); }

}  // namespace gatehouse::web::admin
