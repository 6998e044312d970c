// Moments as stanzas carry them (XEP-0082): UTC, whole seconds.
#pragma once

#include <string>

#include "base/clock.h"

namespace gatehouse::gates::xmpp {

[[nodiscard]] std::string stamp(Time at);

}  // namespace gatehouse::gates::xmpp
