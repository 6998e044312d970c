// What all connections of this gate share.
#pragma once

#include <atomic>

#include "gates/shared/service.h"
#include "gates/xmpp/accounts.h"
#include "gates/xmpp/hub.h"

namespace gatehouse::gates::xmpp {

struct Commons {
  explicit Commons(Surroundings& surroundings)
      : around(surroundings), accounts(surroundings.base, hub) {}

  Surroundings& around;
  Hub hub;
  Accounts accounts;
  std::atomic<int> away = 0;  // connections that broke and may be resumed
};

}  // namespace gatehouse::gates::xmpp
