// The Main Domain keeps a Master: with none, nobody could grant rights any more.
#pragma once

#include <string_view>

#include "base/result.h"
#include "control/console.h"

namespace gatehouse::control {

// Asked before an account loses Master or goes away; may block. The caller holds site.changing
// until it has changed the list. Fine for an account that is no Master of the Main Domain.
// not_allowed: no other account that is there has Master.
[[nodiscard]] Result<void> leaves_a_master(const Call& call, const directory::Domain& domain,
                                           std::string_view account_name);

}  // namespace gatehouse::control
