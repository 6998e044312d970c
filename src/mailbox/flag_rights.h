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

// `wanted` where there is the right, else `now`.
[[nodiscard]] inline Flags within(const Flags& now, Flags wanted, FlagRights rights) {
  if (!rights.seen) wanted.seen = now.seen;
  if (!rights.deleted) wanted.deleted = now.deleted;
  if (rights.others) return wanted;
  Flags result = now;
  result.seen = wanted.seen;
  result.deleted = wanted.deleted;
  return result;
}

}  // namespace gatehouse::mailbox
