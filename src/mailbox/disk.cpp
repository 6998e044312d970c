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

ErrorCode kind_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::not_found;
    case EEXIST:
    case ENOTEMPTY:
      return ErrorCode::already_exists;
    case EDQUOT:
    case EFBIG:
      return ErrorCode::too_long;
    default:
      return ErrorCode::unavailable;
  }
}

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

std::unexpected<Error> fail_system(std::string_view act, const std::filesystem::path& path) {
  const int number = errno;
  const std::string why = std::generic_category().message(number);
  return fail(kind_of(number), std::string(act) + ' ' + path.string() + ": " + why);
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

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

Result<void> write_all(const Descriptor& file, std::string_view bytes,
                       const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_system("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
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

Result<void> sync_folder(const std::filesystem::path& path) {
  auto folder = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!folder) return std::unexpected(folder.error());
  if (::fsync(folder->number()) != 0) return fail_system("sync", path);
  return {};
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path beside = path;
  beside += ".new";
  {
    auto file = open_file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return std::unexpected(file.error());
    if (auto wrote = write_all(*file, bytes, beside); !wrote) return wrote;
    if (::fsync(file->number()) != 0) return fail_system("sync", beside);
  }
  if (auto moved = move_file(beside, path); !moved) return moved;
  return sync_folder(path.parent_path());
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
