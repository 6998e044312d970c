// What a Maildir holds at the moment, beside what is listed. Blocks.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "mailbox/uid_list.h"

namespace gatehouse::mailbox {

struct FoundFile {
  std::string name;
  bool arrived;  // was in new/
};
struct Differences {
  std::map<std::size_t, FoundFile> placed;  // by index in the list: renamed by somebody
  std::vector<FoundFile> unlisted;          // by base. Bases begin with the second of delivery
  std::vector<Uid> gone;
};

// Reading a folder in which another program renames may miss the file: what seems to be gone is
// looked for a second time. not_found: no Maildir at `directory`.
[[nodiscard]] Result<Differences> compare(const std::filesystem::path& directory,
                                          const UidList& list);
// The same of new/ alone. nullopt: something has left it, so that compare() must look.
[[nodiscard]] Result<std::optional<Differences>> compare_arrivals(
    const std::filesystem::path& directory, const UidList& list);

}  // namespace gatehouse::mailbox
