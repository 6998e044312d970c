// System calls below one folder from which no path leads out (openat2 with RESOLVE_BENEATH and
// RESOLVE_NO_SYMLINKS): what lies there may be hostile. All of it may block.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace gatehouse::storage {

// The last system error as one of our kinds: not_found (also where a link stands), already_exists,
// conflict (a folder that is not empty), too_long (no room), else unavailable.
[[nodiscard]] std::unexpected<Error> fail_system(std::string_view act, std::string_view name);

// A folder given by a path that is trusted.
[[nodiscard]] Result<Descriptor> open_outermost(const std::filesystem::path& path);
// `name` below `outermost`; "" is itself. `how`: as open(2); new files get mode 0600.
[[nodiscard]] Result<Descriptor> open_below(const Descriptor& outermost, std::string_view name,
                                            int how);
[[nodiscard]] Result<Descriptor> open_folder(const Descriptor& outermost, std::string_view name);
// Of what is open; of a level in an open folder, without following it.
[[nodiscard]] Result<struct stat> status_of(const Descriptor& file);
[[nodiscard]] Result<struct stat> status_in(const Descriptor& folder, const std::string& level);

[[nodiscard]] Result<void> write_all(const Descriptor& file, std::string_view bytes);
[[nodiscard]] Result<std::string> read_up_to(const Descriptor& file, std::size_t most);
[[nodiscard]] Result<void> sync(const Descriptor& file);

}  // namespace gatehouse::storage
