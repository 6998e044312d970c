// A change of the server's own settings on its way to the directory: what it says of addresses and
// listeners is checked, and what would shut its own author out is only tried.
#pragma once

#include "base/result.h"
#include "control/console.h"
#include "settings/value.h"

namespace gatehouse::control {

// `all` replaces the settings, whose lock (Site::changing) the caller holds. The outcome's words
// say when the change is on trial (LiveAddresses::trial_period) and what waits for the next start.
// malformed: an address list or a listener that means nothing; nothing was changed.
[[nodiscard]] Result<Outcome> store_server_settings(const Call& call, settings::Dictionary all);

// The same without trial: its author knows.
[[nodiscard]] Result<Outcome> store_confirmed(const Call& call, settings::Dictionary all);

}  // namespace gatehouse::control
