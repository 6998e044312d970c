// A trail page by page, the newest record first. No key is needed, and nothing is verified. A page
// costs at most so much reading, however long the trail is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "audit/show.h"

namespace gatehouse::audit {

struct TrailPage {
  // Fewer than were asked for, none even, where that took too much reading: what counts is `next`.
  std::vector<Entry> entries;
  std::string next;  // what to go on after; empty: there are no more
};
inline constexpr std::uint64_t most_read = std::uint64_t{4} << 20U;  // bytes, for a page
inline constexpr std::size_t most_told = std::size_t{256} << 10U;    // bytes of records in it

// `after`: TrailPage::next of the page before; empty: the newest. malformed: it is not, or its file
// was moved away. A trail that was never begun has no records.
[[nodiscard]] Result<TrailPage> newest(const std::filesystem::path& folder,
                                       const ShowOptions& options, std::string_view after,
                                       std::size_t most);

}  // namespace gatehouse::audit
