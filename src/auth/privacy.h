// Secure Method Required (the account setting RequireAPOP): what a link must offer before a login
// method may be used on it. Decided before any secret is looked at.
#pragma once

#include "settings/value.h"

namespace gatehouse::auth {

enum class Demand {
  none,           // NO: any method on any link
  when_remote,    // Remote: as `secure`, except for links that never leave this machine
  secure_method,  // YES: TLS, or a method that does not show the password
  tls             // TLS: nothing without TLS
};
// Anything the schema would not have accepted is read as the strictest.
[[nodiscard]] Demand demand_of(const settings::Value& value);

struct LinkPrivacy {
  bool tls = false;
  bool loopback = false;
};
[[nodiscard]] bool satisfied(Demand demand, LinkPrivacy link, bool clear_text_method);

}  // namespace gatehouse::auth
