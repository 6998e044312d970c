#include "mailbox/maildir.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"
#include "mailbox/message_bytes.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::int64_t second = 1'000'000'000;  // in nanoseconds

// How long after `stamp` a further change might still get the same one: a few ticks of the kernel's
// clock, or on a file system that counts whole seconds more than one of those.
std::int64_t settling_time(std::int64_t stamp) {
  return stamp % second == 0 ? 2 * second : second / 20;
}

// How long stamps of our own are believed: a look at a large folder is dear.
std::int64_t patience(const UidList& list) {
  constexpr std::int64_t for_each_message = 20'000;
  return 2 * second + for_each_message * std::ssize(list.messages());
}

std::int64_t nanoseconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

// 0: there is no such folder.
std::int64_t stamp_of(const std::filesystem::path& folder) {
  const auto facts = facts_of(folder);
  return facts ? facts->changed : 0;
}

bool is_settled(std::int64_t stamp) { return stamp + settling_time(stamp) < nanoseconds_now(); }

// The kernel stamps changes with a clock of coarse ticks; no change after this can have the time
// set here. 0: the file system counts whole seconds and the folder has just changed.
std::int64_t own_stamp(const std::filesystem::path& folder) {
  constexpr timespec unchanged{0, UTIME_OMIT};
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const std::array times{unchanged, now};
  if (::utimensat(AT_FDCWD, folder.c_str(), times.data(), 0) != 0) return 0;
  const auto stamp = stamp_of(folder);
  return stamp % second == 0 ? 0 : stamp;
}

std::int64_t lasting_stamp(const std::filesystem::path& folder) {
  const auto stamp = stamp_of(folder);
  return is_settled(stamp) ? stamp : own_stamp(folder);
}

}  // namespace

Stale what_is_stale(const UidList& list, const std::filesystem::path& directory) {
  const auto& seen = list.stamps();
  if (seen.current == 0 || stamp_of(directory / "cur") != seen.current) return Stale::everything;
  if (seen.unsure != 0) {
    const auto age = nanoseconds_now() - seen.unsure;
    if (age < 0 || age > patience(list)) return Stale::everything;
  }
  const bool same = seen.arrivals != 0 && stamp_of(directory / "new") == seen.arrivals;
  return same ? Stale::nothing : Stale::arrivals;
}

Result<std::unique_ptr<Folder>> Folder::open(const std::filesystem::path& directory,
                                             Access access) {
  if (!is_maildir(directory)) return fail(ErrorCode::not_found, directory.string());
  auto folder = std::make_unique<Maildir>(directory, access);
  if (auto refreshed = folder->refresh(); !refreshed) return std::unexpected(refreshed.error());
  return folder;
}

const Message* find(const std::vector<Message>& messages, Uid uid) {
  const auto found = std::ranges::lower_bound(messages, uid, {}, &Message::uid);
  return found != messages.end() && found->uid == uid ? &*found : nullptr;
}

Result<void> Maildir::refresh() {
  if (!changed()) return {};
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  return catch_up();
}

Result<void> Maildir::catch_up() {
  ++revision_;
  if (auto read = file_.read(); !read) return read;
  file_.list().begin_change();
  if (const auto what = what_is_stale(list(), directory_); what != Stale::nothing) {
    if (auto looked = look_at_folders(what); !looked) return looked;
  }
  return take_arrivals();
}

Result<void> Maildir::look_at_folders(Stale what) {
  auto stamps = list().stamps();
  stamps.arrivals = lasting_stamp(directory_ / "new");
  std::optional<Differences> found;
  if (what == Stale::arrivals) {
    auto compared = compare_arrivals(directory_, list());
    if (!compared) return std::unexpected(compared.error());
    found = std::move(*compared);
  }
  if (!found) {
    stamps = {stamps.arrivals, lasting_stamp(directory_ / "cur"), 0};
    auto compared = compare(directory_, list());
    if (!compared) return std::unexpected(compared.error());
    found = std::move(*compared);
  }
  for (const auto& [index, file] : found->placed)
    file_.list().place(index, {file.name, file.arrived});
  if (!found->gone.empty()) file_.list().vanish(found->gone);
  if (auto numbered = number_arrivals(found->unlisted); !numbered) return numbered;
  file_.list().saw(stamps);
  return file_.write();
}

bool Maildir::knows_current() const {
  return what_is_stale(list(), directory_) != Stale::everything;
}

void Maildir::carry_stamp_on(bool knew_current) {
  auto stamps = list().stamps();
  if (!knew_current || list().unsaved().empty()) return;
  stamps.current = own_stamp(directory_ / "cur");
  if (stamps.unsure == 0) stamps.unsure = nanoseconds_now();
  file_.list().saw(stamps);
}

Result<void> Maildir::number_arrivals(const std::vector<FoundFile>& arrivals) {
  for (const auto& file : arrivals) {
    const auto path = directory_ / (file.arrived ? "new" : "cur") / file.name;
    const auto size = size_with_crlf(path, base_in(file.name));
    const auto facts = facts_of(path);
    if (!facts && facts.error().code == ErrorCode::not_found) continue;
    if (!size) return std::unexpected(size.error());
    if (!facts) return std::unexpected(facts.error());
    const auto uid = file_.list().add(*size, facts->time(), {file.name, file.arrived});
    if (!uid) return std::unexpected(uid.error());
  }
  return {};
}

Result<void> Maildir::take_arrivals() {
  const bool knew_current = knows_current();
  bool took_some = false;
  for (std::size_t i = 0; i < list().messages().size(); ++i) {
    const auto [view, arrived] = list().file(i);
    if (!arrived) continue;
    file_.list().mark_recent(i);
    if (access_ == Access::read_only) continue;
    const std::string before(view);
    const auto name = FileName::parse(before).text();
    auto moved = move_file(directory_ / "new" / before, directory_ / "cur" / name);
    if (!moved && moved.error().code != ErrorCode::not_found) return moved;
    file_.list().place(i, {name, false});
    took_some = true;
  }
  if (took_some) carry_stamp_on(knew_current);
  return file_.write();
}

std::string Maildir::email_id(Uid uid) const {
  const auto index = list().find(uid);
  return index ? mailbox::email_id(base_in(list().file(*index).name)) : std::string();
}

}  // namespace gatehouse::mailbox
