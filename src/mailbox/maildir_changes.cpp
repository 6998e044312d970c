// What a session does to the messages of a Maildir.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <limits>
#include <system_error>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"
#include "mailbox/maildir.h"
#include "mailbox/message_bytes.h"

namespace gatehouse::mailbox {
namespace {

std::vector<std::string> changed_keywords(const std::vector<std::string>& now, FlagChange how,
                                          std::vector<std::string> by) {
  std::ranges::sort(by);
  std::vector<std::string> result;
  if (how == FlagChange::add) {
    std::ranges::set_union(now, by, std::back_inserter(result));
  } else {
    std::ranges::set_difference(now, by, std::back_inserter(result));
  }
  return result;
}

Flags changed_flags(Flags now, FlagChange how, const Flags& by) {
  if (how == FlagChange::replace) return by;
  for (const auto flag :
       {&Flags::seen, &Flags::answered, &Flags::flagged, &Flags::deleted, &Flags::draft}) {
    if (by.*flag) now.*flag = how == FlagChange::add;
  }
  now.keywords = changed_keywords(now.keywords, how, by.keywords);
  return now;
}

constexpr ModSeq no_limit = std::numeric_limits<ModSeq>::max();

bool is_missing(const Error& error) { return error.code == ErrorCode::not_found; }

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// The same bytes and time under another name; a second link when the file system gives one.
Result<void> duplicate(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  if (errno != EMLINK && errno != EXDEV && errno != EPERM) return fail_system("link", from);
  std::error_code failed;
  std::filesystem::copy_file(from, to, failed);
  if (failed) return fail(ErrorCode::unavailable, from.string() + ": " + failed.message());
  const auto time = std::filesystem::last_write_time(from, failed);
  std::filesystem::last_write_time(to, time, failed);
  return {};
}

// Messages on their way into another Maildir, whose lock is held: all arrive, or none.
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
  [[nodiscard]] Result<Folder::Copies> finish();

 private:
  const std::filesystem::path& target_;
  UidListFile file_;
  Folder::Copies copies_;
  std::vector<std::string> names_;
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
  const auto temporary = target_ / "tmp" / base;
  if (auto made = duplicate(from, temporary); !made) return made;
  unfinished_.push_back(temporary);
  const auto known = file_.list().know(message.flags.keywords);
  if (!known) return std::unexpected(known.error());
  const auto letters = letters_of(message.flags, file_.list().keywords(), {});
  names_.push_back(FileName{base, letters}.text());
  const auto uid = file_.list().add(message.size, message.received, {names_.back(), true});
  if (!uid) return std::unexpected(uid.error());
  copies_.uids.push_back(*uid);
  return {};
}

// The list first: a UID that was told must be on the disk before the message is.
Result<Folder::Copies> Arrivals::finish() {
  file_.list().doubt_arrivals();
  if (auto saved = file_.write(); !saved) return std::unexpected(saved.error());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    auto place = target_ / "new" / names_[i];
    if (auto moved = move_file(unfinished_[i], place); !moved)
      return std::unexpected(moved.error());
    unfinished_[i] = std::move(place);
  }
  if (auto synced = sync_folder(target_ / "new"); !synced) return std::unexpected(synced.error());
  unfinished_.clear();
  return std::move(copies_);
}

}  // namespace

Result<std::filesystem::path> Maildir::path_of(Uid uid) const {
  const auto index = list().find(uid);
  if (!index) return fail(ErrorCode::not_found, "UID " + std::to_string(uid));
  auto path = directory_ / list().path(*index);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return path;
  const auto found = compare(directory_, list());
  if (!found) return std::unexpected(found.error());
  const auto renamed = found->placed.find(*index);
  if (renamed == found->placed.end())
    return fail(ErrorCode::not_found, "UID " + std::to_string(uid));
  return directory_ / (renamed->second.arrived ? "new" : "cur") / renamed->second.name;
}

Result<std::string> Maildir::content(Uid uid) const {
  auto path = path_of(uid);
  if (!path) return std::unexpected(path.error());
  auto bytes = read_message(*path);
  if (bytes || !is_missing(bytes.error())) return bytes;
  const auto lock = FolderLock::take(directory_, Lock::folder);  // renamed under our hands
  if (!lock) return std::unexpected(lock.error());
  path = path_of(uid);
  if (!path) return std::unexpected(path.error());
  return read_message(*path);
}

Result<Flags> Folder::change_flags(Uid uid, FlagChange how, const Flags& flags) {
  const auto changed = change_flags({uid}, {.how = how, .flags = flags});
  if (!changed) return std::unexpected(changed.error());
  const auto* message = find(messages(), uid);
  if (message == nullptr || !changed->gone.empty())
    return fail(ErrorCode::not_found, "UID " + std::to_string(uid));
  return message->flags;
}

Result<Folder::FlagOutcome> Maildir::change_flags(const std::vector<Uid>& uids,
                                                  const FlagRequest& request) {
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  if (auto caught_up = catch_up(); !caught_up) return std::unexpected(caught_up.error());
  if (request.how != FlagChange::remove && request.rights.others) {
    const auto learnt = file_.list().know(request.flags.keywords);
    if (!learnt) return std::unexpected(learnt.error());
  }
  file_.list().begin_change();
  const bool knew_current = knows_current();
  FlagOutcome outcome;
  for (const Uid uid : uids) {
    const auto index = list().find(uid);
    if (!index) {
      outcome.gone.push_back(uid);
    } else if (list().messages()[*index].changed > request.unchanged_since.value_or(no_limit)) {
      outcome.modified.push_back(uid);
    } else {
      const auto done = change_one(*index, request);
      if (!done && !is_missing(done.error())) return std::unexpected(done.error());
      if (!done) outcome.gone.push_back(uid);
    }
  }
  carry_stamp_on(knew_current);
  if (auto written = file_.write(); !written) return std::unexpected(written.error());
  return outcome;
}

// not_found: the file is gone, and the stamps of the folder will tell.
Result<void> Maildir::change_one(std::size_t index, const FlagRequest& request) {
  const auto [view, arrived] = list().file(index);
  const auto before = FileName::parse(view);
  const auto& now = list().messages()[index].flags;
  auto after = within(now, changed_flags(now, request.how, request.flags), request.rights);
  std::ranges::sort(after.keywords);
  const FileName name{before.base, letters_of(after, list().keywords(), before.letters)};
  const auto text = name.text();
  if (!arrived && text == view) return {};
  if (auto moved = move_file(directory_ / list().path(index), directory_ / "cur" / text); !moved)
    return moved;
  file_.list().place(index, {text, false});
  return {};
}

Result<void> Maildir::expunge(const std::vector<Uid>& uids) {
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  if (auto caught_up = catch_up(); !caught_up) return caught_up;
  file_.list().begin_change();
  const bool knew_current = knows_current();
  std::vector<Uid> gone;
  for (const Uid uid : uids) {
    const auto index = list().find(uid);
    if (!index) continue;
    const auto path = directory_ / list().path(*index);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail_system("delete", path);
    gone.push_back(uid);
  }
  file_.list().vanish(gone);
  carry_stamp_on(knew_current);
  if (auto written = file_.write(); !written) return written;
  return sync_folder(directory_ / "cur");
}

Result<Folder::Copies> Maildir::copy_to(const std::filesystem::path& target,
                                        const std::vector<Uid>& uids, FlagRights kept) {
  const auto lock = FolderLock::take(target, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  Arrivals arrivals(target);
  if (auto begun = arrivals.begin(); !begun) return std::unexpected(begun.error());
  for (const Uid uid : uids) {
    const auto path = path_of(uid);
    if (!path) return std::unexpected(path.error());
    auto copy = *find(messages(), uid);
    copy.flags = only(std::move(copy.flags), kept);
    if (auto added = arrivals.add(*path, copy); !added) return std::unexpected(added.error());
  }
  return arrivals.finish();
}

}  // namespace gatehouse::mailbox
