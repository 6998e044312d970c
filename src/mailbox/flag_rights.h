// Which flags somebody may change: RFC 4314, section 2.1, has a right for each of the three kinds.
#pragma once

#include "mailbox/message.h"

namespace gatehouse::mailbox {

struct FlagRights {
  bool seen = true;
  bool deleted = true;
  bool others = true;
  bool operator==(const FlagRights&) const = default;
};

[[nodiscard]] inline Flags only(Flags flags, FlagRights rights) {
  flags.seen = flags.seen && rights.seen;
  flags.deleted = flags.deleted && rights.deleted;
  if (rights.others) return flags;
  return {.seen = flags.seen, .deleted = flags.deleted};
}

}  // namespace gatehouse::mailbox
