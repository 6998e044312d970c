#include "mailbox/mailboxes.h"

#include <algorithm>
#include <functional>
#include <set>
#include <system_error>

#include "base/text.h"
#include "mailbox/disk.h"
#include "mailbox/folder.h"
#include "mailbox/names.h"
#include "mailbox/uid_list_file.h"

namespace gatehouse::mailbox {
namespace {

using Names = std::set<std::string, std::less<>>;
constexpr std::size_t most_subscriptions = 10000;

// The folders on the disk, INBOX aside.
Result<Names> names_in(const std::filesystem::path& root) {
  Names names;
  std::error_code failed;
  std::filesystem::directory_iterator folders(root, failed);
  for (; !failed && folders != std::filesystem::directory_iterator{}; folders.increment(failed)) {
    auto name = name_of_folder(folders->path().filename().string());
    if (name && is_maildir(folders->path())) names.insert(std::move(*name));
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return fail(ErrorCode::unavailable, root.string() + ": " + failed.message());
  return names;
}

bool has_children(const Names& names, const std::string& name) {
  const auto next = names.upper_bound(name + '/');
  return next != names.end() && next->starts_with(name + '/');
}

Names levels_above(const Names& names) {
  Names above;
  for (const auto& name : names) {
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1))
      above.insert(name.substr(0, slash));
  }
  return above;
}

Result<std::filesystem::path> path_of(const std::filesystem::path& root, std::string_view name) {
  const auto folder = is_mailbox_name(name) ? folder_of(name) : std::nullopt;
  if (!folder) return fail(ErrorCode::malformed, "no mailbox can be called " + escaped(name));
  return root / *folder;
}

// The list of UIDs is made at once, so that the mailbox has a UIDVALIDITY of its own from the
// start.
Result<void> make_mailbox(const std::filesystem::path& path) {
  if (auto made = make_maildir(path); !made) return made;
  if (auto marked = replace_file(path / "maildirfolder", {}); !marked) return marked;
  const auto lock = FolderLock::take(path, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  return UidListFile(path).read();
}

// A new mailbox is open to whom the one above it is (access/acl_file.h).
Result<void> copy_list(const std::filesystem::path& from, const std::filesystem::path& to) {
  constexpr std::string_view list = "gatehouse-acl";
  const auto bytes = read_whole(from / list);
  if (bytes) return replace_file(to / list, *bytes);
  if (bytes.error().code == ErrorCode::not_found) return {};
  return std::unexpected(bytes.error());
}

Result<void> make_below(const std::filesystem::path& root, std::string_view name) {
  const auto path = path_of(root, name);
  if (!path) return std::unexpected(path.error());
  if (auto made = make_mailbox(*path); !made) return made;
  const auto slash = name.rfind('/');
  if (slash == name.npos) return {};
  const auto above = name.substr(0, slash);
  if (is_inbox(above)) return copy_list(root, *path);
  const auto path_above = path_of(root, above);
  return path_above ? copy_list(*path_above, *path) : std::unexpected(path_above.error());
}

Result<void> make_with_levels_above(const std::filesystem::path& root, std::string_view name) {
  for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
    const auto path = path_of(root, name.substr(0, slash));
    if (!path) return std::unexpected(path.error());
    if (is_inbox(name.substr(0, slash)) || is_maildir(*path)) continue;
    if (auto made = make_below(root, name.substr(0, slash)); !made) return made;
  }
  return make_below(root, name);
}

// Out of sight in one step; a rest left by a crash goes with the next removal.
Result<void> remove_folder(const std::filesystem::path& root, const std::filesystem::path& folder) {
  const auto removed = root / "gatehouse-removed";
  std::error_code ignored;
  std::filesystem::remove_all(removed, ignored);
  if (auto moved = move_file(folder, removed); !moved) return moved;
  if (auto synced = sync_folder(root); !synced) return synced;
  std::filesystem::remove_all(removed, ignored);
  return {};
}

Result<std::set<std::string>> read_subscriptions(const std::filesystem::path& root) {
  const auto text = read_whole(root / "subscriptions");
  if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
  std::set<std::string> names;
  if (!text) return names;
  for (const auto line : split(*text, '\n')) {
    if (is_mailbox_name(line)) names.emplace(line);
  }
  return names;
}

Result<void> move_inbox(const std::filesystem::path& inbox, const std::filesystem::path& target) {
  auto folder = Folder::open(inbox);
  if (!folder) return std::unexpected(folder.error());
  std::vector<Uid> uids;
  for (const auto& message : (*folder)->messages()) uids.push_back(message.uid);
  if (const auto copied = (*folder)->copy_to(target, uids); !copied)
    return std::unexpected(copied.error());
  return (*folder)->expunge(uids);
}

std::string spelt(std::string_view name) { return is_inbox(name) ? "INBOX" : std::string(name); }

}  // namespace

Result<std::vector<Mailboxes::Entry>> Mailboxes::list() const {
  const auto names = names_in(root_);
  if (!names) return std::unexpected(names.error());
  const auto subscribed = read_subscriptions(root_);
  if (!subscribed) return std::unexpected(subscribed.error());
  std::vector<Entry> entries{
      {"INBOX", true, has_children(*names, "INBOX"), subscribed->contains("INBOX")}};
  Names all = levels_above(*names);
  all.insert(names->begin(), names->end());
  for (const auto& name : all) {
    if (is_inbox(name)) continue;
    entries.push_back(
        {name, names->contains(name), has_children(*names, name), subscribed->contains(name)});
  }
  return entries;
}

Result<std::filesystem::path> Mailboxes::directory(std::string_view name) const {
  if (is_inbox(name)) {
    if (is_maildir(root_)) return root_;
    if (auto made = make_maildir(root_); !made) return std::unexpected(made.error());
    return root_;
  }
  auto path = path_of(root_, name);
  if (path && !is_maildir(*path)) return fail(ErrorCode::not_found, path->string());
  return path;
}

Result<void> Mailboxes::create(std::string_view name) const {
  const auto path = path_of(root_, name);
  if (!path) return std::unexpected(path.error());
  if (auto made = make_folder(root_); !made) return made;
  const auto lock = FolderLock::take(root_, Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  if (is_inbox(name) || is_maildir(*path)) return fail(ErrorCode::already_exists, path->string());
  return make_with_levels_above(root_, name);
}

Result<void> Mailboxes::remove(std::string_view name) const {
  if (is_inbox(name)) return fail(ErrorCode::not_allowed, "INBOX");
  const auto path = path_of(root_, name);
  if (!path) return std::unexpected(path.error());
  if (auto made = make_folder(root_); !made) return made;
  const auto lock = FolderLock::take(root_, Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  if (is_maildir(*path)) return remove_folder(root_, *path);
  const auto names = names_in(root_);
  if (!names) return std::unexpected(names.error());
  // RFC 3501, section 6.3.4: a name that is only the level above others cannot be deleted.
  const bool level = has_children(*names, std::string(name));
  return fail(level ? ErrorCode::conflict : ErrorCode::not_found, path->string());
}

Result<void> Mailboxes::rename(std::string_view from, std::string_view to) const {
  const auto target = path_of(root_, to);
  if (!target) return std::unexpected(target.error());
  if (auto made = make_folder(root_); !made) return made;
  const auto lock = FolderLock::take(root_, Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  if (is_inbox(to) || is_maildir(*target)) return fail(ErrorCode::already_exists, target->string());
  if (is_inbox(from)) {
    const auto inbox = directory("INBOX");
    if (!inbox) return std::unexpected(inbox.error());
    if (auto made = make_with_levels_above(root_, to); !made) return made;
    return move_inbox(*inbox, *target);
  }
  return rename_tree(from, to);
}

// `from` and everything below it; nothing is moved unless all of it can be.
Result<void> Mailboxes::rename_tree(std::string_view from, std::string_view to) const {
  const auto names = names_in(root_);
  if (!names) return std::unexpected(names.error());
  const std::string below = std::string(from) + '/';
  if (std::string_view(to).starts_with(below)) return fail(ErrorCode::malformed, "below itself");
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> moves;
  for (const auto& name : *names) {
    if (name != from && !name.starts_with(below)) continue;
    const auto target = path_of(root_, std::string(to) + name.substr(from.size()));
    if (!target) return std::unexpected(target.error());
    if (is_maildir(*target)) return fail(ErrorCode::already_exists, target->string());
    moves.emplace_back(*path_of(root_, name), *target);
  }
  if (moves.empty()) return fail(ErrorCode::not_found, escaped(from));
  if (const auto slash = to.rfind('/'); slash != to.npos) {
    const auto above = directory(to.substr(0, slash));
    if (!above) {
      if (auto made = make_with_levels_above(root_, to.substr(0, slash)); !made) return made;
    }
  }
  for (const auto& [source, target] : moves) {
    if (auto moved = move_file(source, target); !moved) return moved;
  }
  return sync_folder(root_);
}

Result<void> Mailboxes::subscribe(std::string_view name, bool on) const {
  if (!is_mailbox_name(name)) return fail(ErrorCode::malformed, escaped(name));
  if (auto made = make_folder(root_); !made) return made;
  const auto lock = FolderLock::take(root_, Lock::tree);
  if (!lock) return std::unexpected(lock.error());
  auto names = read_subscriptions(root_);
  if (!names) return std::unexpected(names.error());
  const bool changed = on ? names->insert(spelt(name)).second : names->erase(spelt(name)) > 0;
  if (!changed) return {};
  if (names->size() > most_subscriptions)
    return fail(ErrorCode::too_long, "too many subscriptions");
  std::string text;
  for (const auto& each : *names) text += each + '\n';
  return replace_file(root_ / "subscriptions", text);
}

Result<std::vector<std::string>> Mailboxes::subscriptions() const {
  const auto names = read_subscriptions(root_);
  if (!names) return std::unexpected(names.error());
  return std::vector<std::string>(names->begin(), names->end());
}

}  // namespace gatehouse::mailbox
