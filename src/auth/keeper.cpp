#include "auth/keeper.h"

namespace gatehouse::auth {

// RFC 4616, section 2: message = [authzid] NUL authcid NUL passwd
Secret plain_message(std::string_view name, std::string_view password) {
  std::string message;
  message.reserve(name.size() + password.size() + 2);
  const WipeAtEnd wiped(message);
  message += '\0';
  message += name;
  message += '\0';
  message += password;
  return Secret(message);
}

}  // namespace gatehouse::auth
