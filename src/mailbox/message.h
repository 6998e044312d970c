// A message as a mailbox knows it without opening it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace gatehouse::mailbox {

using Uid = std::uint32_t;

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
  std::string file;  // name inside the Maildir
};

}  // namespace gatehouse::mailbox
