// Where an earlier server left the trail, and what is not as it should be.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "audit/chain.h"
#include "audit/folder.h"

namespace gatehouse::audit {

struct Recovered {
  Head end = Chain::start();    // the next record is the one behind it
  std::string file{};           // the newest; empty: there is none
  GrowingFile open{};           // it
  std::vector<Record> notes{};  // to be written first: what was cut off, what does not fit
};

// Makes the folder when it is not there. A last line without an end is cut off; nothing else is
// touched.
[[nodiscard]] Result<Recovered> recover(const std::filesystem::path& folder, const Chain& chain);

}  // namespace gatehouse::audit
