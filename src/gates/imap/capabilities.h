// What this gate can do, and when it says so: the one list.
#pragma once

#include <string>

#include "auth/keeper.h"

namespace gatehouse::gates::imap {

enum class Phase { before_login, after_login };

// "IMAP4rev1 …", for CAPABILITY, the greeting and the OK of a login. `can_start_tls`: STARTTLS
// would be taken now.
[[nodiscard]] std::string capabilities(Phase phase, const auth::Offer& offer, bool can_start_tls);

}  // namespace gatehouse::gates::imap
