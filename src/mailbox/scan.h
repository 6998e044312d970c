// What a Maildir holds at the moment, by file base. Bases begin with the second of delivery, so
// the order is that of arrival.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::mailbox {

struct FoundFile {
  std::string letters;
  std::string file;  // "cur/…" or "new/…"
  bool arrived;      // was in new/
};
using FoundFiles = std::map<std::string, FoundFile, std::less<>>;

// not_found: no Maildir at `directory`.
[[nodiscard]] Result<FoundFiles> scan_maildir(const std::filesystem::path& directory);

}  // namespace gatehouse::mailbox
