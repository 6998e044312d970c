// What the address of a client decides before anybody asks about its name, for explain.h.
#pragma once

#include <vector>

#include "auth/local_keeper.h"
#include "control/explanation.h"

namespace gatehouse::auth {

// In the order in which a connection meets them; where one stops, it is the last. Counts nothing.
// A connection from this machine itself is never refused.
[[nodiscard]] std::vector<control::Rule> address_rules(const KeeperParts& parts,
                                                       const control::LoginQuestion& question);

// Whether the address counts as a client's: an account without Roaming needs that.
[[nodiscard]] bool from_client_address(const KeeperParts& parts, const IpAddress& address);

}  // namespace gatehouse::auth
