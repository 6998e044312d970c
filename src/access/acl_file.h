// The access control list of an object, as text in the file `gatehouse-acl` of the object's folder:
//
//   { joe = { ID = aBc...; Rights = lrs; }; "#staff" = lr; "anyone@" = l; }
//
// Names without an ID, as a hand writes them, count by name. All of it may block.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "access/acl.h"
#include "base/result.h"
#include "directory/files.h"

namespace gatehouse::access {

inline constexpr std::string_view acl_file_name = "gatehouse-acl";

// What tells one state of a folder's list from another; nullopt: it has none.
using AclStamp = std::optional<directory::files::Stamp>;
[[nodiscard]] AclStamp acl_stamp(const std::filesystem::path& folder);

// Without a file the list is empty. damaged: the detail names file and line, and no element of it
// may be used.
[[nodiscard]] Result<std::vector<AclElement>> read_acl(const std::filesystem::path& folder);

// A reader sees the old list or the new one, and the new one is on the disk when this returns. An
// empty list has no file. not_found: no such folder. too_long: more than most_acl_elements.
// already_exists: two elements of one name.
[[nodiscard]] Result<void> write_acl(const std::filesystem::path& folder,
                                     std::span<const AclElement> elements);

}  // namespace gatehouse::access
