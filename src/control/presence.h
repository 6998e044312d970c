// One who is logged in, as commands tell it.
#pragma once

#include "control/session_desk.h"
#include "settings/value.h"

namespace gatehouse::control {

[[nodiscard]] settings::Dictionary to_dictionary(const Presence& presence);

}  // namespace gatehouse::control
