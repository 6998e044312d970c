#include "gates/http/routes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "gates/http/pages.h"
#include "gates/ximss/dialogue.h"

namespace gatehouse::gates::http {
namespace {

using enum Method;
using enum Doors;

constexpr std::size_t form = 8192;
constexpr std::size_t messages = ximss::longest_message;
constexpr std::size_t commands = std::size_t{256} << 10U;

constexpr std::array table{
    Route{get, "/", both, Who::anybody, 0, pages::front},
    Route{post, "/", both, Who::anybody, form, pages::log_in},
    Route{get, "/.well-known/acme-challenge/*", both, Who::anybody, 0, pages::challenge},
    Route{get, "/Admin/", admin, Who::anybody, 0, pages::to_master},
    Route{get, "/MainAdmin/", admin, Who::anybody, 0, pages::to_master},
    Route{get, "/Master/", admin, Who::session, 0, pages::master},
    Route{get, "/Session/**", user, Who::anybody, messages, pages::ximss_session},
    Route{post, "/Session/**", user, Who::anybody, messages, pages::ximss_session},
    Route{get, "/XIMSSLogin/", user, Who::anybody, 0, pages::ximss_login, true},
    Route{post, "/XIMSSLogin/", user, Who::anybody, messages, pages::ximss_login, true},
    Route{get, "/api/v1/*", both, Who::api, 0, pages::api_query},
    Route{post, "/api/v1/*", both, Who::api, commands, pages::api_command},
    Route{get, "/certificate", both, Who::anybody, 0, pages::certificate},
    Route{get, "/certificate.der", both, Who::anybody, 0, pages::certificate},
    Route{post, "/cli/", both, Who::credentials, commands, pages::command_lines},
    Route{get, "/favicon.svg", both, Who::anybody, 0, pages::icon},
    Route{get, "/login", both, Who::anybody, 0, pages::login_form},
    Route{post, "/login", both, Who::anybody, form, pages::log_in},
    Route{get, "/login/code", both, Who::half, 0, pages::second_step},
    Route{post, "/login/code", both, Who::half, form, pages::show_code},
    Route{post, "/login/credentials", both, Who::credentials, form, pages::log_in_by_credentials},
    Route{post, "/login/factor", both, Who::half, form, pages::set_up_factor},
    Route{post, "/logout", both, Who::session, form, pages::log_out},
    Route{get, "/metrics", both, Who::credentials, 0, pages::metrics},
    Route{get, "/style.css", both, Who::anybody, 0, pages::style},
    Route{get, "/whoami", both, Who::credentials, 0, pages::whoami},
    Route{get, "/~**", user, Who::anybody, 0, pages::public_file},
};

// Of all pages of web's tables.
constexpr Route shown{get, "", both, Who::session, 0, pages::web_page};
constexpr Route applied{post, "", both, Who::session, 0, pages::web_page};

Found found_page(Method method, const web::Page& page) {
  Found found{.page = &page};
  const bool changes = page.apply != nullptr;
  if (method == get) found.route = &shown;
  if (method == post && changes) found.route = &applied;
  if (method == post && changes) found.longest_body = page.longest_form;
  if (found.route == nullptr) found.allowed = changes ? "GET, HEAD, POST" : "GET, HEAD";
  return found;
}

bool begins_with(std::string_view path, std::string_view front, bool any_case) {
  const auto beginning = path.substr(0, front.size());
  return any_case ? same_but_case(beginning, front) : beginning == front;
}

// What stands for the `*`, empty when there is none; nullopt: another path.
std::optional<std::string_view> matched(const Route& route, std::string_view path) {
  const auto front = route.path.substr(0, route.path.find('*'));
  if (!begins_with(path, front, route.any_case)) return std::nullopt;
  path.remove_prefix(front.size());
  const auto stars = route.path.size() - front.size();
  if (stars == 0) return path.empty() ? std::optional(path) : std::nullopt;
  if (path.empty() || (stars == 1 && path.contains('/'))) return std::nullopt;
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
  const auto pages = door == admin ? web::admin::pages() : web::user::pages();
  if (const auto* page = web::find_page(pages, path)) return found_page(wanted, *page);
  Found found;
  for (const auto& route : table) {
    if (route.doors != both && route.doors != door) continue;
    const auto rest = matched(route, path);
    if (!rest) continue;
    if (route.method == wanted)
      return {.route = &route, .rest = *rest, .longest_body = route.longest_body};
    allow(found.allowed, name_of(route.method));
    if (route.method == get) allow(found.allowed, name_of(head));
  }
  return found;
}

}  // namespace gatehouse::gates::http
