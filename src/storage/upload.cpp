#include "storage/upload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "storage/names.h"
#include "storage/usage.h"

namespace gatehouse::storage {
namespace {

constexpr std::chrono::hours left_behind{24};  // by a crash

// No two of this host at the same time.
std::string temporary_name() {
  static std::atomic<std::uint64_t> counter{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::to_string(now.count()) + '.' + std::to_string(::getpid()) + '.' +
         std::to_string(++counter);
}

void remove_left_behind(const std::filesystem::path& folder) {
  std::error_code failed;
  const auto limit = std::filesystem::file_time_type::clock::now() - left_behind;
  std::filesystem::directory_iterator each(folder, failed);
  for (; !failed && each != std::filesystem::directory_iterator{}; each.increment(failed)) {
    std::error_code gone;
    if (each->last_write_time(gone) < limit && !gone) std::filesystem::remove(each->path(), gone);
  }
}

Result<Descriptor> uploads_of(const std::filesystem::path& account_folder) {
  const auto path = account_folder / "uploads";
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return fail_system("make", path.string());
  remove_left_behind(path);
  return open_outermost(path);
}

}  // namespace

Result<Upload> Upload::begin(const Files& files, Wish wish) {
  if (!is_name(wish.name) || wish.name.empty())
    return fail(ErrorCode::malformed, "no file can have this name");
  const auto facts = files.facts(wish.name);
  if (!facts && facts.error().code != ErrorCode::not_found) return std::unexpected(facts.error());
  if (facts && facts->is_folder) return fail(ErrorCode::conflict, "a folder");
  if (facts && wish.only_new) return fail(ErrorCode::already_exists, "a file is there already");
  Upload upload(files, std::move(wish));
  const auto offset = upload.wish_.offset.value_or(0);
  const bool goes_on = upload.wish_.append || offset > 0;
  if (!facts && offset > 0) return fail(ErrorCode::too_long, "there is no file to go on with");
  if (facts && goes_on) {
    auto file = open_below(files.outermost(), upload.wish_.name, O_WRONLY | O_NONBLOCK);
    if (!file) return std::unexpected(file.error());
    if (auto ready = upload.go_on_with(std::move(*file), facts->size); !ready)
      return std::unexpected(ready.error());
    return upload;
  }
  upload.replaced_ = facts ? facts->size : 0;
  if (auto ready = upload.begin_anew(); !ready) return std::unexpected(ready.error());
  return upload;
}

Result<void> Upload::begin_anew() {
  // The folder must be there before anything is sent.
  const auto folder = open_folder(files_.outermost(), split_name(wish_.name).folder);
  if (!folder) return std::unexpected(folder.error());
  if (wish_.quota) {
    auto usage = Usage::hold(files_.account_folder());
    if (!usage) return std::unexpected(usage.error());
    const auto used = usage->bytes();
    if (!used) return std::unexpected(used.error());
    const auto kept = *used - std::min(*used, replaced_);
    room_ = *wish_.quota - std::min(*wish_.quota, kept);
  }
  auto uploads = uploads_of(files_.account_folder());
  if (!uploads) return std::unexpected(uploads.error());
  uploads_ = std::move(*uploads);
  temporary_ = temporary_name();
  auto file = open_below(uploads_, temporary_, O_WRONLY | O_CREAT | O_EXCL);
  if (!file) {
    temporary_.clear();
    return std::unexpected(file.error());
  }
  file_ = std::move(*file);
  return {};
}

Result<void> Upload::go_on_with(Descriptor file, std::uint64_t size) {
  const auto from = wish_.append ? size : wish_.offset.value_or(0);
  if (from > size) return fail(ErrorCode::too_long, "past the end of the file");
  auto usage = Usage::hold(files_.account_folder());
  if (!usage) return std::unexpected(usage.error());
  if (wish_.quota) {
    const auto used = usage->bytes();
    if (!used) return std::unexpected(used.error());
    const auto kept = *used - std::min(*used, size - from);
    room_ = *wish_.quota - std::min(*wish_.quota, kept);
  }
  if (::ftruncate(file.number(), static_cast<off_t>(from)) != 0 ||
      ::lseek(file.number(), static_cast<off_t>(from), SEEK_SET) < 0)
    return fail_system("go on with", wish_.name);
  usage->add(-static_cast<std::int64_t>(size - from));
  file_ = std::move(file);
  return {};
}

Upload::Upload(Upload&& other) noexcept
    : files_(std::move(other.files_)),
      wish_(std::move(other.wish_)),
      file_(std::move(other.file_)),
      uploads_(std::move(other.uploads_)),
      temporary_(std::exchange(other.temporary_, {})),
      replaced_(other.replaced_),
      room_(other.room_),
      written_(std::exchange(other.written_, 0)) {}

// What was added to a file in its place stays, and counts.
Upload::~Upload() {
  if (!temporary_.empty()) {
    (void)::unlinkat(uploads_.number(), temporary_.c_str(), 0);
  } else if (written_ > 0) {
    if (auto usage = Usage::hold(files_.account_folder()))
      usage->add(static_cast<std::int64_t>(written_));
  }
}

Result<void> Upload::write(std::string_view bytes) {
  if (bytes.size() > room_ - std::min(room_, written_))
    return fail(ErrorCode::too_long, "the file storage is full");
  auto written = write_all(file_, bytes);
  if (written) written_ += bytes.size();
  return written;
}

Result<void> Upload::commit() {
  if (auto synced = sync(file_); !synced) return synced;
  if (temporary_.empty()) return {};
  return take_place();
}

Result<void> Upload::take_place() {
  auto usage = Usage::hold(files_.account_folder());
  if (!usage) return std::unexpected(usage.error());
  const auto [above, last] = split_name(wish_.name);
  const std::string level(last);
  const auto folder = open_folder(files_.outermost(), above);
  if (!folder) return std::unexpected(folder.error());
  const auto there = status_in(*folder, level);
  if (there && !S_ISREG(there->st_mode)) return fail(ErrorCode::conflict, "no file");
  if (there && wish_.only_new) return fail(ErrorCode::already_exists, "a file is there already");
  const auto size = static_cast<std::int64_t>(written_);
  const auto change = size - (there ? std::int64_t{there->st_size} : 0);
  if (change > 0)  // others may have filled what was free at the start
    if (auto fits = usage->check_room(wish_.quota, static_cast<std::uint64_t>(change)); !fits)
      return fits;
  if (::renameat(uploads_.number(), temporary_.c_str(), folder->number(), level.c_str()) != 0)
    return fail_system("put in place", wish_.name);
  temporary_.clear();
  written_ = 0;
  usage->add(change);
  return sync(*folder);
}

}  // namespace gatehouse::storage
