// Whether an account has room for more mail (RFC 9208).
#pragma once

#include <cstdint>
#include <optional>

#include "gates/imap/mailbox_place.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

// For `bytes` more in the mailbox at `place`; what to answer when there is none.
[[nodiscard]] net::Task<std::optional<Completion>> no_room(Session& session, Place place,
                                                           std::uint64_t bytes);

}  // namespace gatehouse::gates::imap
