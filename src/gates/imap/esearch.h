// The answer "* ESEARCH ..." (RFC 4731, section 3.1; of SORT: RFC 5267, section 3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gates/imap/command.h"

namespace gatehouse::gates::imap {

// `found` in the order of the answer, which MIN and MAX are the ends of.
[[nodiscard]] std::string esearch_line(std::string_view tag, bool by_uid,
                                       const SearchReturn& wanted,
                                       const std::vector<std::uint32_t>& found,
                                       std::optional<mailbox::ModSeq> highest = {});
// Those among `found` that SAVE is to keep (RFC 5182, section 2.4).
[[nodiscard]] std::vector<std::uint32_t> to_be_saved(const SearchReturn& wanted,
                                                     const std::vector<std::uint32_t>& found);

}  // namespace gatehouse::gates::imap
