// The few POSIX calls the text-file engine is made of. Paths are absolute.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::directory::files {

// What tells one state of a file from another without reading it; of a folder only whether it is
// the same one.
struct Stamp {
  std::uint64_t inode;
  std::int64_t size;
  std::int64_t changed;  // nanoseconds
  bool operator==(const Stamp&) const = default;
};
// nullopt: there is nothing.
[[nodiscard]] std::optional<Stamp> stamp_of(const std::filesystem::path& path);

struct Content {
  std::string text;
  Stamp stamp;
};
// nullopt: there is none. too_long: over `limit` bytes. unavailable: the system said no.
[[nodiscard]] Result<std::optional<Content>> read(const std::filesystem::path& path,
                                                  std::size_t limit);

enum class Durability { kept, volatile_facts };  // kept: on the disk before the call returns
// Creates or overwrites; only the owner can read it. not_found: no such folder.
[[nodiscard]] Result<void> write(const std::filesystem::path& path, std::string_view text,
                                 Durability durability);
void set_changed(const std::filesystem::path& path, std::int64_t nanoseconds);

[[nodiscard]] Result<void> rename(const std::filesystem::path& from,
                                  const std::filesystem::path& to);
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path);  // there already: fine
// Makes what happened to the names in a folder last.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path);

}  // namespace gatehouse::directory::files
