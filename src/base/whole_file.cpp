#include "base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace gatehouse {
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

}  // namespace

std::unexpected<Error> fail_system(std::string_view act, const std::filesystem::path& path) {
  const int number = errno;
  const std::string why = std::generic_category().message(number);
  return fail(kind_of(number), std::string(act) + ' ' + path.string() + ": " + why);
}

Result<void> write_all(const Descriptor& file, std::string_view bytes,
                       const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_system("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& path) {
  const auto name = path.empty() ? std::filesystem::path(".") : path;
  const Descriptor folder(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return fail_system("open", name);
  if (::fsync(folder.number()) != 0) return fail_system("sync", name);
  return {};
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  auto beside = path;
  beside += unfinished_suffix;
  Descriptor file(
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) return fail_system("open", beside);
  if (auto wrote = write_all(file, bytes, beside); !wrote) return wrote;
  if (::fsync(file.number()) != 0) return fail_system("sync", beside);
  file.reset();
  if (::rename(beside.c_str(), path.c_str()) != 0) return fail_system("rename", beside);
  return sync_folder(path.parent_path());
}

}  // namespace gatehouse
