#include "mailbox/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace gatehouse::mailbox {
namespace {

const char* file_of(Lock what) {
  switch (what) {
    case Lock::tree:
      return "gatehouse-tree.lock";
    case Lock::folder:
      return "gatehouse-uids.lock";
    case Lock::validity:
      return "gatehouse-validity.lock";
  }
  return "";
}

}  // namespace

Time FileFacts::time() const {
  return Time{std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds{changed})};
}

Result<FileFacts> facts_of(const std::filesystem::path& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return fail_system("stat", path);
  const std::int64_t changed =
      std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
  return FileFacts{static_cast<std::uint64_t>(found.st_size), found.st_ino, changed};
}

Result<Descriptor> open_file(const std::filesystem::path& path, int how) {
  const int number = ::open(path.c_str(), how | O_CLOEXEC, 0600);
  if (number < 0) return fail_system("open", path);
  return Descriptor(number);
}

Result<std::string> read_whole(const std::filesystem::path& path) {
  auto file = open_file(path, O_RDONLY);
  if (!file) return std::unexpected(file.error());
  struct stat found{};
  if (::fstat(file->number(), &found) != 0) return fail_system("stat", path);
  std::string bytes(static_cast<std::size_t>(found.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file->number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_system("read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::string> read_until(const std::filesystem::path& path,
                               const std::function<bool(std::string_view)>& enough) {
  constexpr std::size_t piece = 4096;
  auto file = open_file(path, O_RDONLY);
  if (!file) return std::unexpected(file.error());
  std::string bytes;
  std::size_t filled = 0;
  while (true) {
    bytes.resize(std::max(piece, 2 * filled));
    const ssize_t got = ::read(file->number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_system("read", path);
    filled += static_cast<std::size_t>(got);
    if (got == 0 || enough(std::string_view(bytes).substr(0, filled))) break;
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail_system("rename", from);
  return {};
}

Result<void> make_folder(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT || path == path.parent_path()) return fail_system("mkdir", path);
  if (auto above = make_folder(path.parent_path()); !above) return above;
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail_system("mkdir", path);
}

Result<void> make_maildir(const std::filesystem::path& path) {
  for (const char* part : {"tmp", "new", "cur"}) {  // cur last: is_maildir() looks at it
    if (auto made = make_folder(path / part); !made) return made;
  }
  return sync_folder(path);
}

bool is_maildir(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path / "cur", ignored);
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& directory, Lock what) {
  const auto path = directory / file_of(what);
  auto file = open_file(path, O_RDWR | O_CREAT);
  if (!file) return std::unexpected(file.error());
  while (::flock(file->number(), LOCK_EX) != 0) {
    if (errno != EINTR) return fail_system("lock", path);
  }
  return FolderLock(std::move(*file));
}

}  // namespace gatehouse::mailbox
