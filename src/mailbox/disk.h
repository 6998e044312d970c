// The few file-system acts a Maildir needs, each durable when it returns and each an Error when it
// fails: not_found, already_exists, too_long (over quota), else unavailable. All of them may block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "base/whole_file.h"

namespace gatehouse::mailbox {

struct FileFacts {
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::int64_t changed = 0;  // nanoseconds since 1970
  [[nodiscard]] Time time() const;
  bool operator==(const FileFacts&) const = default;
};

[[nodiscard]] Result<FileFacts> facts_of(const std::filesystem::path& path);
[[nodiscard]] Result<Descriptor> open_file(const std::filesystem::path& path,
                                           int how);  // mode 0600
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& path);
// Piece by piece, until `enough` says so of what has been read.
[[nodiscard]] Result<std::string> read_until(const std::filesystem::path& path,
                                             const std::function<bool(std::string_view)>& enough);
[[nodiscard]] Result<void> move_file(const std::filesystem::path& from,
                                     const std::filesystem::path& to);
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path);  // with those above it
// tmp/, new/ and cur/ in `path`.
[[nodiscard]] Result<void> make_maildir(const std::filesystem::path& path);
[[nodiscard]] bool is_maildir(const std::filesystem::path& path);

// What a lock covers. Taken in this order, never the other way round.
enum class Lock { tree, folder, validity };

// Holds the lock file of `what` in `directory` against every other FolderLock of any process.
class FolderLock {
 public:
  [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& directory, Lock what);

 private:
  explicit FolderLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;  // closing it gives the lock back
};

}  // namespace gatehouse::mailbox
