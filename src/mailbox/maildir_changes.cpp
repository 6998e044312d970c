// What a session does to the messages of a Maildir.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <iterator>
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
  Arrivals(std::filesystem::path target, UidList list)
      : target_(std::move(target)), list_(std::move(list)), copies_{list_.validity, {}} {}
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;
  ~Arrivals() {
    for (const auto& path : unfinished_) ::unlink(path.c_str());
  }
  [[nodiscard]] Result<void> add(const std::filesystem::path& from, const Message& message);
  [[nodiscard]] Result<Folder::Copies> finish();

 private:
  std::filesystem::path target_;
  UidList list_;
  Folder::Copies copies_;
  std::vector<std::string> names_;
  std::vector<std::filesystem::path> unfinished_;  // by index of the name
};

Result<void> Arrivals::add(const std::filesystem::path& from, const Message& message) {
  const auto facts = facts_of(from);
  if (!facts) return std::unexpected(facts.error());
  const auto base = with_size(unique_base(now()), facts->size, message.size);
  const auto temporary = target_ / "tmp" / base;
  if (auto made = duplicate(from, temporary); !made) return made;
  unfinished_.push_back(temporary);
  const auto known = list_.know(message.flags.keywords);
  if (!known) return std::unexpected(known.error());
  const auto uid = list_.add(message.size, message.received, base);
  if (!uid) return std::unexpected(uid.error());
  copies_.uids.push_back(*uid);
  names_.push_back(FileName{base, letters_of(message.flags, list_.keywords, {})}.text());
  return {};
}

Result<Folder::Copies> Arrivals::finish() {
  if (auto saved = save_uid_list(target_, list_); !saved) return std::unexpected(saved.error());
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

Result<std::string> Maildir::file_now(Uid uid) const {
  const auto* known = message(uid);
  if (known == nullptr) return fail(ErrorCode::not_found, "UID " + std::to_string(uid));
  std::error_code ignored;
  if (std::filesystem::exists(directory_ / known->file, ignored)) return known->file;
  const auto entry = std::ranges::lower_bound(list_.entries, uid, {}, &UidList::Entry::uid);
  const auto found = scan_maildir(directory_);
  if (!found) return std::unexpected(found.error());
  const auto file = found->find(entry->base);
  if (file == found->end()) return fail(ErrorCode::not_found, "UID " + std::to_string(uid));
  return file->second.file;
}

Result<std::string> Maildir::content(Uid uid) const {
  auto file = file_now(uid);
  if (!file) return file;
  auto bytes = read_message(directory_ / *file);
  if (bytes || !is_missing(bytes.error())) return bytes;
  const auto lock = FolderLock::take(directory_, Lock::folder);  // renamed under our hands
  if (!lock) return std::unexpected(lock.error());
  file = file_now(uid);
  return file ? read_message(directory_ / *file) : file;
}

Result<void> Maildir::learn(const std::vector<std::string>& keywords) {
  auto list = load_uid_list(directory_);
  if (!list) return std::unexpected(list.error());
  auto grown = list->know(keywords);
  if (!grown) return std::unexpected(grown.error());
  list_.keywords = list->keywords;
  return *grown ? save_uid_list(directory_, *list) : Result<void>{};
}

Result<Flags> Maildir::change_flags(Uid uid, FlagChange how, const Flags& flags) {
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  if (how != FlagChange::remove && !flags.keywords.empty()) {
    if (auto learnt = learn(flags.keywords); !learnt) return std::unexpected(learnt.error());
  }
  const auto file = file_now(uid);
  if (!file) return std::unexpected(file.error());
  const auto before = FileName::parse(std::filesystem::path(*file).filename().string());
  auto after = changed_flags(flags_of(before.letters, list_.keywords), how, flags);
  std::ranges::sort(after.keywords);
  const FileName name{before.base, letters_of(after, list_.keywords, before.letters)};
  std::string place = "cur/" + name.text();
  if (place != *file) {
    if (auto moved = move_file(directory_ / *file, directory_ / place); !moved)
      return std::unexpected(moved.error());
  }
  auto& message = *std::ranges::lower_bound(messages_, uid, {}, &Message::uid);
  message.flags = after;
  message.file = std::move(place);
  return after;
}

Result<void> Maildir::expunge(const std::vector<Uid>& uids) {
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  for (const Uid uid : uids) {
    const auto file = file_now(uid);
    if (!file && is_missing(file.error())) continue;
    if (!file) return std::unexpected(file.error());
    const auto path = directory_ / *file;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail_system("delete", path);
  }
  return sync_folder(directory_ / "cur");
}

Result<Folder::Copies> Maildir::copy_to(const std::filesystem::path& target,
                                        const std::vector<Uid>& uids, FlagRights kept) {
  const auto lock = FolderLock::take(target, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  auto list = load_uid_list(target);
  if (!list) return std::unexpected(list.error());
  Arrivals arrivals(target, std::move(*list));
  for (const Uid uid : uids) {
    const auto file = file_now(uid);
    if (!file) return std::unexpected(file.error());
    auto copy = *message(uid);
    copy.flags = only(std::move(copy.flags), kept);
    if (auto added = arrivals.add(directory_ / *file, copy); !added)
      return std::unexpected(added.error());
  }
  return arrivals.finish();
}

}  // namespace gatehouse::mailbox
