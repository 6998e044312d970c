#include "storage/disk.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.h"

namespace gatehouse::storage {
namespace {

ErrorCode kind_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EXDEV:  // RESOLVE_BENEATH: a way out
    case ENXIO:
      return ErrorCode::not_found;
    case EEXIST:
      return ErrorCode::already_exists;
    case ENOTEMPTY:
    case EISDIR:
      return ErrorCode::conflict;
    case EDQUOT:
    case EFBIG:
    case ENOSPC:
    case ENAMETOOLONG:
      return ErrorCode::too_long;
    default:
      return ErrorCode::unavailable;
  }
}

constexpr int longest_wait_for_a_race = 16;  // EAGAIN: something above was renamed meanwhile

}  // namespace

std::unexpected<Error> fail_system(std::string_view act, std::string_view name) {
  const int number = errno;
  return fail(kind_of(number), std::string(act) + ' ' + escaped(name) + ": " +
                                   std::generic_category().message(number));
}

Result<Descriptor> open_outermost(const std::filesystem::path& path) {
  const int number = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (number < 0) return fail_system("open", path.string());
  return Descriptor(number);
}

Result<Descriptor> open_below(const Descriptor& outermost, std::string_view name, int how) {
  const std::string path(name.empty() ? "." : name);
  open_how wanted{};
  wanted.flags = static_cast<std::uint64_t>(how) | O_CLOEXEC | O_NOFOLLOW;
  wanted.mode = (how & O_CREAT) != 0 ? 0600 : 0;
  wanted.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  for (int tries = 0; tries < longest_wait_for_a_race; ++tries) {
    const auto number =
        ::syscall(SYS_openat2, outermost.number(), path.c_str(), &wanted, sizeof wanted);
    if (number >= 0) return Descriptor(static_cast<int>(number));
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return fail_system("open", name);
}

Result<Descriptor> open_folder(const Descriptor& outermost, std::string_view name) {
  return open_below(outermost, name, O_RDONLY | O_DIRECTORY);
}

Result<struct stat> status_of(const Descriptor& file) {
  struct stat found{};
  if (::fstat(file.number(), &found) != 0) return fail_system("stat", "an open file");
  return found;
}

Result<struct stat> status_in(const Descriptor& folder, const std::string& level) {
  struct stat found{};
  if (::fstatat(folder.number(), level.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
    return fail_system("stat", level);
  return found;
}

Result<void> write_all(const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_system("write", "a file");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::string> read_up_to(const Descriptor& file, std::size_t most) {
  std::string bytes;
  bool failed = false;
  bytes.resize_and_overwrite(most, [&](char* into, std::size_t size) {
    const auto count = ::read(file.number(), into, size);
    failed = count < 0;
    return failed ? std::size_t{0} : static_cast<std::size_t>(count);
  });
  if (failed) return fail_system("read", "a file");
  return bytes;
}

Result<void> sync(const Descriptor& file) {
  if (::fsync(file.number()) != 0) return fail_system("sync", "a file");
  return {};
}

}  // namespace gatehouse::storage
