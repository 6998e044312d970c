// XMPP for clients (RFC 6120, 6121): one site, no other servers.
#pragma once

#include <memory>

#include "gates/shared/service.h"

namespace gatehouse::gates::xmpp {

[[nodiscard]] std::unique_ptr<Gate> open_xmpp(Surroundings& around);

}  // namespace gatehouse::gates::xmpp
