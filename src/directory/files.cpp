#include "directory/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace gatehouse::directory::files {
namespace {

class Handle {
 public:
  Handle(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] bool good() const { return fd_ >= 0; }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> system_error(const std::filesystem::path& path) {
  const int code = errno;
  const auto kind = code == ENOENT || code == ENOTDIR     ? ErrorCode::not_found
                    : code == EEXIST || code == ENOTEMPTY ? ErrorCode::already_exists
                                                          : ErrorCode::unavailable;
  return fail(kind, path.string() + ": " + std::generic_category().message(code));
}

Stamp stamp_from(const struct stat& facts) {
  if (S_ISDIR(facts.st_mode)) return {facts.st_ino, 0, 0};
  const auto changed = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
  return {facts.st_ino, std::int64_t{facts.st_size}, changed};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

std::optional<Stamp> stamp_of(const std::filesystem::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return stamp_from(facts);
}

Result<std::optional<Content>> read(const std::filesystem::path& path, std::size_t limit) {
  const Handle file(path, O_RDONLY);
  if (!file.good() && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  struct stat facts{};
  if (!file.good() || ::fstat(file.fd(), &facts) != 0) return system_error(path);
  Content content{{}, stamp_from(facts)};
  content.text.reserve(static_cast<std::size_t>(content.stamp.size));
  std::array<char, 16384> buffer;  // NOLINT: filled by read()
  for (;;) {
    const auto count = ::read(file.fd(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path);
    if (count == 0) return content;
    content.text.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.text.size() > limit) return fail(ErrorCode::too_long, path.string());
  }
}

Result<void> write(const std::filesystem::path& path, std::string_view text,
                   Durability durability) {
  const Handle file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  if (!file.good()) return system_error(path);
  if (!write_all(file.fd(), text)) return system_error(path);
  if (durability == Durability::kept && ::fsync(file.fd()) != 0) return system_error(path);
  return {};
}

void set_changed(const std::filesystem::path& path, std::int64_t nanoseconds) {
  timespec when{};
  when.tv_sec = nanoseconds / 1'000'000'000;
  when.tv_nsec = nanoseconds % 1'000'000'000;
  const std::array<timespec, 2> access_and_change{when, when};
  ::utimensat(AT_FDCWD, path.c_str(), access_and_change.data(), 0);
}

Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return system_error(from);
  return {};
}

Result<void> make_folder(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) return system_error(path);
  return {};
}

Result<void> sync_folder(const std::filesystem::path& path) {
  const Handle folder(path, O_RDONLY | O_DIRECTORY);
  if (!folder.good() || ::fsync(folder.fd()) != 0) return system_error(path);
  return {};
}

}  // namespace gatehouse::directory::files
