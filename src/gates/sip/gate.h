// SIP's gate: RFC 3261 over UDP, TCP and TLS.
#pragma once

#include <memory>

#include "gates/shared/service.h"

namespace gatehouse::gates::sip {

[[nodiscard]] std::unique_ptr<Gate> open_sip(Surroundings& around);

}  // namespace gatehouse::gates::sip
