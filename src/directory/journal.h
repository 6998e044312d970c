// Changes of several documents at once, all or none.
//
// The whole plan is written down first; when the server dies in the middle, the next one carries it
// out to the end before it looks at anything else. Plans do not run concurrently.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "directory/store.h"

namespace gatehouse::directory {

struct Plan {
  using Written = std::pair<std::string, settings::Dictionary>;

  std::string from;                // what is moved; empty: nothing
  std::string to;                  // where; empty: it is removed
  std::vector<Written> documents;  // as they will be
};

// A failure has changed nothing, but for a disk that fails halfway: then the plan waits for the
// next plan, or the next start.
[[nodiscard]] Result<void> carry_out(Store& store, const Plan& plan);
[[nodiscard]] Result<void> finish_interrupted(Store& store);

}  // namespace gatehouse::directory
