// What sets services apart where the keeper decides. A service without a row has none of it.
#pragma once

#include <optional>
#include <string_view>

#include "control/session_desk.h"

namespace gatehouse::auth {

struct ServiceTraits {
  std::string_view name;            // code of the Enabled Services list
  bool own_methods = false;         // the Login Methods of domains have no part there
  bool http_methods = false;        // ... but the Advertise settings of the server have
  bool requests = false;            // credentials come with each request
  bool greeting_challenge = false;  // its greeting has room for one (APOP)
  bool security_layers = false;     // carries those of GSSAPI (RFC 2228)
  bool asks_for_codes = false;      // of a second factor: Session::code_wanted is understood
  bool for_everybody = false;       // whoever has mail for us may come, may he log in or not
  bool shows_sites = false;         // asks without a login, of accounts that have it enabled only
  // Sessions that it opened itself and takes up, where domains permit no login by one: no others.
  std::optional<control::SessionKind> takes_up{};
};

[[nodiscard]] const ServiceTraits& traits_of(std::string_view service);

}  // namespace gatehouse::auth
