#include "audit/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace gatehouse::audit {
namespace {

constexpr std::string_view pattern = "dddd-dd-dd.log";
constexpr mode_t owner_only = 0600;

std::unexpected<Error> trouble(const std::filesystem::path& path) {
  const auto code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable;
  return fail(code, path.string() + ": " + std::strerror(errno));
}

bool is_day_file(std::string_view name) {
  const auto fits = [](char c, char form) { return form == 'd' ? is_digit(c) : c == form; };
  return name.size() == pattern.size() &&
         std::equal(name.begin(), name.end(), pattern.begin(), fits);
}

struct Closer {
  int descriptor;
  ~Closer() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Closer open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (open.descriptor < 0 || ::fsync(open.descriptor) != 0) return trouble(folder);
  return {};
}

}  // namespace

std::string file_of(Time time) { return iso_time(time).substr(0, 10) + ".log"; }

Result<std::vector<std::string>> files_in(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) {
    errno = error.value();
    return trouble(folder);
  }
  std::vector<std::string> names;
  for (const auto& entry : entries)
    if (auto name = entry.path().filename().string(); is_day_file(name))
      names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      path_(std::move(other.path_)) {}

GrowingFile& GrowingFile::operator=(GrowingFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(path_, other.path_);
  return *this;
}

GrowingFile::~GrowingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<GrowingFile> GrowingFile::open(const std::filesystem::path& path) {
  GrowingFile file;
  file.path_ = path;
  file.descriptor_ =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, owner_only);
  struct stat facts{};
  if (file.descriptor_ < 0 || ::fstat(file.descriptor_, &facts) != 0) return trouble(path);
  file.size_ = static_cast<std::uint64_t>(facts.st_size);
  if (file.size_ == 0)
    if (auto synced = sync_folder(path.parent_path()); !synced)
      return std::unexpected(synced.error());
  return file;
}

Result<void> GrowingFile::append(std::string_view text) {
  struct stat facts{};
  if (::fstat(descriptor_, &facts) != 0) return trouble(path_);
  if (static_cast<std::uint64_t>(facts.st_size) != size_)
    if (auto cut = cut_to(size_); !cut) return cut;
  auto rest = text;
  while (!rest.empty()) {
    const auto written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!rest.empty() || ::fdatasync(descriptor_) != 0) {
    auto why = trouble(path_);
    // What stays when this fails too, the next append takes away.
    static_cast<void>(cut_to(size_));
    return why;
  }
  size_ += text.size();
  return {};
}

Result<void> GrowingFile::cut_to(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return trouble(path_);
  size_ = size;
  return {};
}

Result<std::string> GrowingFile::tail(std::size_t longest) const {
  std::string text(std::min<std::uint64_t>(size_, longest), '\0');
  const auto from = static_cast<off_t>(size_ - text.size());
  const auto got = ::pread(descriptor_, text.data(), text.size(), from);
  if (got != static_cast<ssize_t>(text.size())) return trouble(path_);
  return text;
}

Result<void> overwrite(const std::filesystem::path& path, std::string_view text) {
  const Closer open{::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, owner_only)};
  if (open.descriptor < 0) return trouble(path);
  if (::pwrite(open.descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return trouble(path);
  return {};
}

Result<std::string> read_short(const std::filesystem::path& path) {
  const Closer open{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
  if (open.descriptor < 0) return trouble(path);
  std::string text(1024, '\0');
  const auto got = ::pread(open.descriptor, text.data(), text.size(), 0);
  if (got < 0) return trouble(path);
  text.resize(static_cast<std::size_t>(got));
  return text;
}

}  // namespace gatehouse::audit
