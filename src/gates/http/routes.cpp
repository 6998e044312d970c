#include "gates/http/routes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "gates/http/pages.h"

namespace gatehouse::gates::http {
namespace {

using enum Method;
using enum Doors;

constexpr std::size_t form = 8192;
constexpr std::size_t commands = std::size_t{256} << 10U;

constexpr std::array table{
    Route{get, "/", both, Who::anybody, 0, pages::front},
    Route{get, "/.well-known/acme-challenge/*", both, Who::anybody, 0, pages::challenge},
    Route{get, "/account", user, Who::session, 0, pages::account},
    Route{post, "/cli/", both, Who::credentials, commands, pages::command_lines},
    Route{get, "/login", user, Who::anybody, 0, pages::login_form},
    Route{post, "/login", user, Who::anybody, form, pages::log_in},
    Route{post, "/logout", user, Who::session, form, pages::log_out},
    Route{get, "/metrics", both, Who::credentials, 0, pages::metrics},
    Route{get, "/whoami", both, Who::credentials, 0, pages::whoami},
};

// What stands for the `*`, empty when there is none; nullopt: another path.
std::optional<std::string_view> matched(const Route& route, std::string_view path) {
  if (!route.path.ends_with('*'))
    return path == route.path ? std::optional(std::string_view()) : std::nullopt;
  const auto front = route.path.substr(0, route.path.size() - 1);
  if (!path.starts_with(front)) return std::nullopt;
  path.remove_prefix(front.size());
  if (path.empty() || path.contains('/')) return std::nullopt;
  return path;
}

void allow(std::string& methods, std::string_view name) {
  if (!methods.empty()) methods += ", ";
  methods += name;
}

}  // namespace

std::span<const Route> routes() { return table; }

Found find_route(Method method, std::string_view path, Doors door) {
  const auto wanted = method == head ? get : method;
  Found found;
  for (const auto& route : table) {
    if (route.doors != both && route.doors != door) continue;
    const auto rest = matched(route, path);
    if (!rest) continue;
    if (route.method == wanted) return {.route = &route, .rest = *rest};
    allow(found.allowed, name_of(route.method));
    if (route.method == get) allow(found.allowed, name_of(head));
  }
  return found;
}

}  // namespace gatehouse::gates::http
