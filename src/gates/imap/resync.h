// What a client that was away is told (RFC 7162, section 3.2).
#pragma once

#include <string>

#include "gates/imap/command.h"
#include "gates/imap/selected.h"

namespace gatehouse::gates::imap {

// "* VANISHED (EARLIER) ..." of those among `asked` (null: all) that vanished after `since`; empty
// when none did. When that is no longer known, all that are not there are told, as section 3.2.5.1
// allows.
[[nodiscard]] std::string vanished_line(const mailbox::Folder& folder, mailbox::ModSeq since,
                                        const SequenceSet* asked);
// The answers to SELECT (QRESYNC ...): what vanished, and the flags that changed.
[[nodiscard]] std::string resync_lines(const Selected& selected, const Resync& resync);

// What a SEARCH that asked by mod-sequence tells: the highest of the messages found (section
// 3.1.5). nullopt: it did not ask, or found none.
[[nodiscard]] std::optional<mailbox::ModSeq> highest_found(
    const Selected& selected, const SearchKey& key, const std::vector<std::uint32_t>& numbers);
[[nodiscard]] bool asks_by_modseq(const SearchKey& key);

// "1:3,7"
[[nodiscard]] std::string text_of(const std::vector<mailbox::UidRange>& ranges);

}  // namespace gatehouse::gates::imap
