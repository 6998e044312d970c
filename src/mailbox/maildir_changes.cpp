// What a session does to the messages of a Maildir.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

Result<std::string> Maildir::content(Uid uid) const { return read(uid, read_message); }

Result<std::string> Maildir::header(Uid uid) const { return read(uid, read_header); }

Result<std::string> Maildir::read(Uid uid, Read how) const {
  auto path = path_of(uid);
  if (!path) return std::unexpected(path.error());
  auto bytes = how(*path);
  if (bytes || !is_missing(bytes.error())) return bytes;
  const auto lock = FolderLock::take(directory_, Lock::folder);  // renamed under our hands
  if (!lock) return std::unexpected(lock.error());
  path = path_of(uid);
  if (!path) return std::unexpected(path.error());
  return how(*path);
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
  bool knew_current = knows_current();
  std::vector<Uid> gone;
  for (const Uid uid : uids) {
    if (!list().find(uid)) continue;
    const auto deleted = hand_over(uid, [](const auto& path) -> Result<void> {
      return ::unlink(path.c_str()) == 0 ? Result<void>{} : fail_system("delete", path);
    });
    if (!deleted && !is_missing(deleted.error())) return deleted;
    if (deleted) gone.push_back(uid);
    knew_current = knew_current && deleted;  // the next look at the folder tells what became of it
  }
  return forget(std::move(gone), knew_current);
}

}  // namespace gatehouse::mailbox
