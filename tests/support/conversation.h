// Plays a talk: a fresh site, the real gate on one end of a socket pair, the script on the other.
#pragma once

#include "base/result.h"
#include "tests/support/talk.h"

namespace gatehouse::support {

enum class KeeperPlace { in_process, behind_a_socket };

// The error's detail is the whole conversation so far and what was expected instead.
[[nodiscard]] Result<void> play(const Talk& talk, KeeperPlace place);

}  // namespace gatehouse::support
