// How much the mailboxes of an account hold: the bytes of their message files. Blocks.
//
// Sizes are in the names of the files; where a folder holds many, its sum is kept in
// `mail/gatehouse-usage` and counted anew only when the folder has changed. That file may be lost
// at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace gatehouse::mailbox {

// Nothing is there: 0.
[[nodiscard]] Result<std::uint64_t> used_bytes(const std::filesystem::path& account_folder);

// too_long: `more` bytes would be more than `quota` allows (nullopt: there is no limit, and
// nothing is counted). Two at once may both be told that there is room.
[[nodiscard]] Result<void> check_room(const std::filesystem::path& account_folder,
                                      std::optional<std::uint64_t> quota, std::uint64_t more);

}  // namespace gatehouse::mailbox
