// A message as a mailbox knows it without opening it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace gatehouse::mailbox {

using Uid = std::uint32_t;
// Mod-sequences (RFC 7162): every change of a mailbox gets a larger one, below 2^63. 0: none.
using ModSeq = std::uint64_t;

struct UidRange {
  Uid first;
  Uid last;  // first <= last
  bool operator==(const UidRange&) const = default;
};

struct Flags {
  bool seen = false;
  bool answered = false;
  bool flagged = false;
  bool deleted = false;
  bool draft = false;
  std::vector<std::string> keywords{};  // sorted
  bool operator==(const Flags&) const = default;
};

struct Message {
  Uid uid = 0;
  Flags flags;
  bool recent = false;
  std::uint64_t size = 0;  // bytes with CRLF line ends, as RFC822.SIZE and POP3 count
  Time received;
  ModSeq changed = 0;  // when it came, or its flags changed
  bool operator==(const Message&) const = default;
};

}  // namespace gatehouse::mailbox
