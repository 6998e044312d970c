// Asks every rule of a login in its order, without a password and without counting anything.
#pragma once

#include <vector>

#include "auth/authenticator.h"
#include "auth/local_keeper.h"
#include "control/explanation.h"

namespace gatehouse::auth {

// May block (disk). The last rule is the outcome. What only somebody outside could tell (whether
// the external program knows a name) is said to be asked there.
[[nodiscard]] std::vector<control::Rule> explain_login(const KeeperParts& parts,
                                                       Authenticator& authenticator,
                                                       const control::LoginQuestion& question);

}  // namespace gatehouse::auth
