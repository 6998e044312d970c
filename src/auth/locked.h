// Whom guesses have locked out now, for administrators. Looks at each candidate again, so that what
// time has opened is not told; a page's work, not a login's.
#pragma once

#include <vector>

#include "auth/authenticator.h"
#include "auth/local_keeper.h"
#include "auth/lock_notes.h"
#include "control/locked.h"

namespace gatehouse::auth {

inline constexpr std::size_t most_locked = 1000;  // that are told of

// The latest first.
[[nodiscard]] std::vector<control::LockedAccount> locked_accounts(const KeeperParts& parts,
                                                                  Authenticator& authenticator,
                                                                  const LockNotes& notes);
[[nodiscard]] std::vector<control::ClosedSource> closed_sources(const KeeperParts& parts,
                                                                const Authenticator& authenticator);

}  // namespace gatehouse::auth
