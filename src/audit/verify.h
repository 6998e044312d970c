// Reads a trail from its first record to its last and says whether it is whole. Works beside a
// running server: nothing is changed, and a line that is just being written is not looked at.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "audit/chain.h"

namespace gatehouse::audit {

struct VerifyOptions {
  bool archived = false;         // older files were moved away: the first one left may be any
  std::optional<Head> anchor{};  // what was noted elsewhere: the trail must contain it
};

struct Verified {
  std::size_t files = 0;
  std::size_t records = 0;
  Id first = 0;
  Head end = Chain::start();
  std::size_t lost = 0;              // records that found no room, as the trail itself says
  std::vector<std::string> notes{};  // worth knowing, wrong in no way: "file:line: what"
  std::string wrong{};               // the first bad record: "file:line: what"; empty: none
};

// not_found: there is no trail.
[[nodiscard]] Result<Verified> verify(const std::filesystem::path& folder, const Chain& chain,
                                      const VerifyOptions& options);

}  // namespace gatehouse::audit
