// Messages on their way from one Maildir into another.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"
#include "mailbox/maildir.h"

namespace gatehouse::mailbox {
namespace {

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// The same bytes and time in a file of its own, on the disk.
Result<void> write_again(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code failed;
  std::filesystem::copy_file(from, to, failed);
  if (failed) return fail(ErrorCode::unavailable, from.string() + ": " + failed.message());
  const auto time = std::filesystem::last_write_time(from, failed);
  std::filesystem::last_write_time(to, time, failed);
  const auto file = open_file(to, O_RDONLY);
  if (!file) return std::unexpected(file.error());
  if (::fsync(file->number()) != 0) return fail_system("sync", to);
  return {};
}

// A second link when the file system gives one.
Result<void> duplicate(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  if (errno != EMLINK && errno != EXDEV && errno != EPERM) return fail_system("link", from);
  return write_again(from, to);
}

// The target's side; its lock is held. Names and UIDs are given out first, then promise() notes
// them on the disk: a UID that was told must be there before the message is. What is promised and
// does not come counts as expunged.
class Arrivals {
 public:
  explicit Arrivals(const std::filesystem::path& target) : target_(target), file_(target) {}
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;
  ~Arrivals() {
    for (const auto& path : unfinished_) ::unlink(path.c_str());
  }
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> add(const std::filesystem::path& from, const Message& message);
  [[nodiscard]] Result<void> promise();
  // A link of the file `from` waits in tmp/, for the message added last.
  [[nodiscard]] Result<void> prepare(const std::filesystem::path& from);
  // All that was prepared.
  [[nodiscard]] Result<Folder::Copies> finish();
  // The file itself, as message `index`.
  [[nodiscard]] Result<void> take(std::size_t index, const std::filesystem::path& from);
  [[nodiscard]] const Folder::Copies& copies() const { return copies_; }

 private:
  const std::filesystem::path& target_;
  UidListFile file_;
  Folder::Copies copies_;
  std::vector<FileName> names_;
  std::vector<std::filesystem::path> unfinished_;  // by index of the name
};

Result<void> Arrivals::begin() {
  if (auto read = file_.read(); !read) return read;
  copies_.uid_validity = file_.list().validity();
  file_.list().begin_change();
  return {};
}

Result<void> Arrivals::add(const std::filesystem::path& from, const Message& message) {
  const auto facts = facts_of(from);
  if (!facts) return std::unexpected(facts.error());
  const auto before = from.filename().string();
  const auto base = base_of_copy(base_in(before), now(), facts->size, message.size);
  const auto known = file_.list().know(message.flags.keywords);
  if (!known) return std::unexpected(known.error());
  names_.push_back({base, letters_of(message.flags, file_.list().keywords(), {})});
  const auto uid = file_.list().add(message.size, message.received, {names_.back().text(), true});
  if (!uid) return std::unexpected(uid.error());
  copies_.uids.push_back(*uid);
  return {};
}

Result<void> Arrivals::promise() {
  file_.list().doubt_arrivals();
  return file_.write();
}

Result<void> Arrivals::prepare(const std::filesystem::path& from) {
  const auto temporary = target_ / "tmp" / names_.back().base;
  if (auto made = duplicate(from, temporary); !made) return made;
  unfinished_.push_back(temporary);
  return {};
}

Result<Folder::Copies> Arrivals::finish() {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    auto place = target_ / "new" / names_[i].text();
    if (auto moved = move_file(unfinished_[i], place); !moved)
      return std::unexpected(moved.error());
    unfinished_[i] = std::move(place);
  }
  if (auto synced = sync_folder(target_ / "new"); !synced) return std::unexpected(synced.error());
  unfinished_.clear();
  return std::move(copies_);
}

Result<void> Arrivals::take(std::size_t index, const std::filesystem::path& from) {
  const auto place = target_ / "new" / names_[index].text();
  if (::rename(from.c_str(), place.c_str()) == 0) return {};
  if (errno != EXDEV) return fail_system("rename", from);
  const auto temporary = target_ / "tmp" / names_[index].base;
  if (auto written = write_again(from, temporary); !written) return written;
  if (auto moved = move_file(temporary, place); !moved) return moved;
  if (auto synced = sync_folder(target_ / "new"); !synced) return synced;
  if (::unlink(from.c_str()) != 0 && errno != ENOENT) return fail_system("delete", from);
  return {};
}

// Of two folders, in one order whoever asks, so that nobody waits for ever.
struct BothLocks {
  FolderLock first;
  FolderLock second;
};
Result<BothLocks> lock_both(const std::filesystem::path& one, const std::filesystem::path& other) {
  auto first = FolderLock::take(std::min(one, other), Lock::folder);
  if (!first) return std::unexpected(first.error());
  auto second = FolderLock::take(std::max(one, other), Lock::folder);
  if (!second) return std::unexpected(second.error());
  return BothLocks{std::move(*first), std::move(*second)};
}

}  // namespace

Result<void> Maildir::each_of(const std::vector<Uid>& uids, FlagRights kept, const Sending& send) {
  for (const Uid uid : uids) {
    const auto path = path_of(uid);
    if (!path) return std::unexpected(path.error());
    auto message = *find(messages(), uid);
    message.flags = only(std::move(message.flags), kept);
    if (auto sent = send(*path, message); !sent) return sent;
  }
  return {};
}

Result<Folder::Copies> Maildir::copy_to(const std::filesystem::path& target,
                                        const std::vector<Uid>& uids, FlagRights kept) {
  const auto lock = FolderLock::take(target, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  Arrivals arrivals(target);
  if (auto begun = arrivals.begin(); !begun) return std::unexpected(begun.error());
  const Sending prepare = [&](const auto& path, const Message& message) {
    const auto added = arrivals.add(path, message);
    return added ? arrivals.prepare(path) : added;
  };
  if (auto linked = each_of(uids, kept, prepare); !linked) return std::unexpected(linked.error());
  if (auto promised = arrivals.promise(); !promised) return std::unexpected(promised.error());
  return arrivals.finish();
}

Result<Folder::Moves> Maildir::move_to(const std::filesystem::path& target,
                                       const std::vector<Uid>& uids, FlagRights kept) {
  std::error_code failed;
  if (std::filesystem::equivalent(target, directory_, failed)) return move_within(uids, kept);
  const auto locks = lock_both(directory_, target);
  if (!locks) return std::unexpected(locks.error());
  if (auto caught_up = catch_up(); !caught_up) return std::unexpected(caught_up.error());
  Arrivals arrivals(target);
  if (auto begun = arrivals.begin(); !begun) return std::unexpected(begun.error());
  const Sending add = [&](const auto& path, const Message& one) { return arrivals.add(path, one); };
  if (auto added = each_of(uids, kept, add); !added) return std::unexpected(added.error());
  if (auto promised = arrivals.promise(); !promised) return std::unexpected(promised.error());
  file_.list().begin_change();
  const bool knew_current = knows_current();
  Moves moves{.uid_validity = arrivals.copies().uid_validity};
  Result<void> taken;
  for (std::size_t i = 0; i < uids.size(); ++i) {
    taken = hand_over(uids[i], [&](const auto& path) { return arrivals.take(i, path); });
    if (!taken && taken.error().code != ErrorCode::not_found) break;
    if (!std::exchange(taken, {})) continue;  // somebody else was quicker
    moves.from.push_back(uids[i]);
    moves.to.push_back(arrivals.copies().uids[i]);
  }
  auto noted = forget(moves.from, knew_current);  // also when it went wrong in the middle
  if (noted) noted = sync_folder(target / "new");
  if (!noted || !taken) return std::unexpected(noted ? taken.error() : noted.error());
  return moves;
}

// Their files are not in this folder any more.
Result<void> Maildir::forget(std::vector<Uid> uids, bool knew_current) {
  std::ranges::sort(uids);
  file_.list().vanish(uids);
  carry_stamp_on(knew_current);
  if (auto written = file_.write(); !written) return written;
  return sync_folder(directory_ / "cur");
}

// Programs that know nothing of the lock may rename a file once more before it is taken.
Result<void> Maildir::hand_over(Uid uid, const Taking& take) const {
  constexpr int most_tries = 5;
  Result<void> taken;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto path = path_of(uid);
    if (!path) return std::unexpected(path.error());
    taken = take(*path);
    if (taken || taken.error().code != ErrorCode::not_found) return taken;
  }
  return taken;
}

Result<Folder::Moves> Maildir::move_within(const std::vector<Uid>& uids, FlagRights kept) {
  auto copies = copy_to(directory_, uids, kept);
  if (!copies) return std::unexpected(copies.error());
  if (auto expunged = expunge(uids); !expunged) return std::unexpected(expunged.error());
  return Moves{.uid_validity = copies->uid_validity, .from = uids, .to = std::move(copies->uids)};
}

}  // namespace gatehouse::mailbox
