// Files that are replaced as a whole: whoever reads one sees the bytes from before or after, also
// after the machine fell over. Blocks.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace gatehouse {

// The last system error as one of our kinds, with what was tried: not_found, already_exists,
// too_long (over quota), else unavailable.
[[nodiscard]] std::unexpected<Error> fail_system(std::string_view act,
                                                 const std::filesystem::path& path);

[[nodiscard]] Result<void> write_all(const Descriptor& file, std::string_view bytes,
                                     const std::filesystem::path& path);
// Makes what happened to the names in a folder last.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path);

// What an unfinished file is called beside the one it will replace.
inline constexpr std::string_view unfinished_suffix = ".new";

// Writes beside `path`, syncs, renames over it and syncs the folder. Only the owner can read it.
// One at a time: callers hold a lock of theirs. On an error the old file is there as it was.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace gatehouse
