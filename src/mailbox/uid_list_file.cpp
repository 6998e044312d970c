#include "mailbox/uid_list_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::size_t beginning_size = 64;  // with what no two writings have in common
constexpr std::uint64_t least_appended = std::uint64_t{64} << 10U;

// One counter for the account, so that no two mailboxes, deleted ones included, share a value.
Result<std::uint32_t> new_validity(const std::filesystem::path& directory) {
  const bool inner = directory.filename().string().starts_with('.');
  const auto root = inner ? directory.parent_path() : directory;
  const auto lock = FolderLock::take(root, Lock::validity);
  if (!lock) return std::unexpected(lock.error());
  const auto path = root / "gatehouse-validity";
  const auto last = read_whole(path);
  const auto before = last ? to_number<std::uint32_t>(trimmed(*last)).value_or(0) : 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds =
      static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  const std::uint32_t value = std::max(seconds, before + 1);
  if (auto saved = replace_file(path, std::to_string(value)); !saved)
    return std::unexpected(saved.error());
  return value;
}

Result<std::string> new_id() {
  std::array<char, 12> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != std::ssize(bytes))
    return fail_system("draw random bytes", "");
  return to_hex({bytes.data(), bytes.size()});
}

Result<std::string> read_from(const Descriptor& file, std::uint64_t from, std::uint64_t to,
                              const std::filesystem::path& path) {
  std::string bytes(to - from, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::pread(file.number(), bytes.data() + filled, bytes.size() - filled,
                                static_cast<off_t>(from + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_system("read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

// A line without an end is what a process that was killed left behind.
void drop_half_line(std::string& text) {
  const auto end = text.rfind('\n');
  text.resize(end == text.npos ? 0 : end + 1);
}

}  // namespace

Result<void> UidListFile::read() {
  if (read_to_ != 0 && list_.unsaved().empty()) {  // else a change was not finished
    const auto done = read_further();
    if (!done) return std::unexpected(done.error());
    if (*done) return {};
  }
  return read_all();
}

// false: it is another file now.
Result<bool> UidListFile::read_further() {
  const auto file = open_file(path(), O_RDONLY);
  if (!file && file.error().code == ErrorCode::not_found) return false;
  if (!file) return std::unexpected(file.error());
  struct stat now{};
  if (::fstat(file->number(), &now) != 0) return fail_system("stat", path());
  const auto size = static_cast<std::uint64_t>(now.st_size);
  if (size < read_to_) return false;
  const auto beginning = read_from(*file, 0, beginning_.size(), path());
  if (!beginning) return std::unexpected(beginning.error());
  if (*beginning != beginning_) return false;
  auto lines = read_from(*file, read_to_, size, path());
  if (!lines) return std::unexpected(lines.error());
  drop_half_line(*lines);
  if (!list_.apply(*lines)) return false;
  read_to_ += lines->size();
  synced_ = lasting();
  return true;
}

Result<void> UidListFile::read_all() {
  auto text = read_whole(path());
  if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
  if (!text) return begin_anew();
  drop_half_line(*text);
  auto list = UidList::parse(*text);
  if (!list) {
    log::write(log::Level::problem, "MAIL",
               path().string() + ':' + list.error().detail + "; rebuilt");
    if (auto aside = move_file(path(), directory_ / "gatehouse-uids.damaged"); !aside) return aside;
    return begin_anew();
  }
  is_old_ = list->id().empty();
  const auto before = list_.validity();
  take(std::move(*list));
  read_to_ = written_at_ = text->size();
  beginning_ = text->substr(0, beginning_size);
  synced_ = lasting();
  if (before != 0 && before != list_.validity())
    return fail(ErrorCode::conflict, path().string() + ": another UIDVALIDITY");
  return {};
}

void UidListFile::take(UidList list) {
  if (list.validity() == list_.validity()) list.keep_recent_of(list_);
  list_ = std::move(list);
}

Result<void> UidListFile::begin_anew() {
  const auto validity = new_validity(directory_);
  if (!validity) return std::unexpected(validity.error());
  auto id = new_id();
  if (!id) return std::unexpected(id.error());
  const bool had_another = list_.validity() != 0;
  list_ = UidList(*validity, std::move(*id));
  if (auto written = write_all_of_it(); !written) return written;
  return had_another ? fail(ErrorCode::conflict, path().string() + ": lost") : Result<void>{};
}

Result<void> UidListFile::write() {
  if (list_.unsaved().empty() && !is_old_) return {};
  const auto appended = read_to_ - written_at_ + list_.unsaved().size();
  const bool whole = is_old_ || appended > std::max(least_appended, written_at_ / 2);
  auto written = whole ? write_all_of_it() : append();
  if (!written) read_to_ = 0;
  return written;
}

Result<void> UidListFile::append() {
  const auto file = open_file(path(), O_WRONLY);
  if (!file) return std::unexpected(file.error());
  if (::ftruncate(file->number(), static_cast<off_t>(read_to_)) != 0 ||
      ::lseek(file->number(), 0, SEEK_END) < 0)
    return fail_system("cut", path());
  if (auto wrote = write_all(*file, list_.unsaved(), path()); !wrote) return wrote;
  if (lasting() != synced_ && ::fdatasync(file->number()) != 0) return fail_system("sync", path());
  read_to_ += list_.unsaved().size();
  synced_ = lasting();
  list_.saved();
  return {};
}

Result<void> UidListFile::write_all_of_it() {
  if (is_old_) {
    auto id = new_id();
    if (!id) return std::unexpected(id.error());
    list_.name_mailbox(std::move(*id));
  }
  list_.count_writing();
  const auto text = list_.text();
  if (auto saved = replace_file(path(), text); !saved) return saved;
  is_old_ = false;
  read_to_ = written_at_ = text.size();
  beginning_ = text.substr(0, beginning_size);
  synced_ = lasting();
  list_.saved();
  return {};
}

}  // namespace gatehouse::mailbox
