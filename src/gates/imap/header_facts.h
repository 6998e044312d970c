// What SORT and THREAD need of a message's header (RFC 5256, RFC 5957), small enough to be kept for
// every message of a mailbox.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gates/imap/base_subject.h"

namespace gatehouse::gates::imap {

struct HeaderFacts {
  std::optional<Time> sent;  // in UTC; nullopt: no Date that can be read
  BaseSubject subject;
  // Of the first address of the field, for comparison: the part before the @ (of a group its name),
  // and what a person is shown.
  std::string from, to, cc;
  std::string from_shown, to_shown;
  std::string id;                       // of Message-ID, without <>; empty: none
  std::vector<std::string> references;  // the oldest first; in their absence In-Reply-To's first
};
// Any bytes give facts of at most some kilobytes.
[[nodiscard]] HeaderFacts header_facts(std::string_view header);

}  // namespace gatehouse::gates::imap
