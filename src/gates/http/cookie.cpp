#include "gates/http/cookie.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::http {
namespace {

constexpr std::size_t longest_value = 1024;

std::string_view name_of_cookie(CookieOf which) {
  if (which.side == Doors::admin) return which.tls ? "__Host-GatehouseAdmin" : "GatehouseAdmin";
  return which.tls ? "__Host-GatehouseSession" : "GatehouseSession";
}

std::string attributes(bool tls) {
  return std::string("; Path=/; HttpOnly; SameSite=Strict") + (tls ? "; Secure" : "");
}

bool may_be_an_id(std::string_view text) {
  const auto fits = [](char c) { return is_digit(c) || is_letter(c) || c == '-'; };
  return !text.empty() && std::ranges::all_of(text, fits);
}

std::optional<SessionCookie> read(std::string_view value) {
  if (value.size() > longest_value) return std::nullopt;
  const auto account = from_hex(take_until(value, '.'));
  if (!account || account->empty() || !is_utf8(*account) || !may_be_an_id(value))
    return std::nullopt;
  return SessionCookie{*account, Secret(value)};
}

}  // namespace

std::optional<SessionCookie> session_cookie(const Request& request, CookieOf which) {
  std::optional<std::string_view> found;
  for (const auto& field : request.fields) {
    if (field.name != "cookie") continue;
    for (auto pair : split(field.value, ';')) {
      pair = trimmed(pair);
      if (take_until(pair, '=') != name_of_cookie(which)) continue;
      if (found) return std::nullopt;
      found = pair;
    }
  }
  return found ? read(*found) : std::nullopt;
}

Field set_session_cookie(const SessionCookie& cookie, CookieOf which) {
  return {"Set-Cookie", std::string(name_of_cookie(which)) + "=" + to_hex(cookie.account) + "." +
                            std::string(cookie.id.reveal()) + attributes(which.tls)};
}

Field forget_session_cookie(CookieOf which) {
  return {"Set-Cookie",
          std::string(name_of_cookie(which)) + "=; Max-Age=0" + attributes(which.tls)};
}

}  // namespace gatehouse::gates::http
