#include "mailbox/maildir.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <system_error>

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

}  // namespace

Result<std::unique_ptr<Folder>> Folder::open(const std::filesystem::path& directory,
                                             Access access) {
  if (!is_maildir(directory)) return fail(ErrorCode::not_found, directory.string());
  auto folder = std::make_unique<Maildir>(directory, access);
  if (auto refreshed = folder->refresh(); !refreshed) return std::unexpected(refreshed.error());
  return folder;
}

Result<Maildir::Stamps> Maildir::stamps() const {
  const auto arrivals = facts_of(directory_ / "new");
  if (!arrivals) return std::unexpected(arrivals.error());
  const auto current = facts_of(directory_ / "cur");
  if (!current) return std::unexpected(current.error());
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const auto latest = std::max(arrivals->changed, current->changed);
  const bool settled = latest + settling_time(latest) < now.count();
  return Stamps{arrivals->changed, current->changed, settled};
}

bool Maildir::changed() const {
  const auto now = stamps();
  if (!now || !seen_.settled) return true;
  return now->arrivals != seen_.arrivals || now->current != seen_.current;
}

Result<void> Maildir::refresh() {
  if (!changed()) return {};
  const auto lock = FolderLock::take(directory_, Lock::folder);
  if (!lock) return std::unexpected(lock.error());
  const auto before = stamps();
  if (!before) return std::unexpected(before.error());
  auto list = load_uid_list(directory_);
  if (!list) return std::unexpected(list.error());
  list_ = std::move(*list);
  auto found = scan_surely();
  if (!found) return std::unexpected(found.error());
  if (auto numbered = number_arrivals(*found); !numbered) return numbered;
  if (auto taken = take_arrivals(*found); !taken) return taken;
  rebuild(*found);
  seen_ = *before;
  return {};
}

// Reading a folder in which another program renames may miss the file: what seems to be gone is
// looked for a second time.
Result<FoundFiles> Maildir::scan_surely() const {
  auto found = scan_maildir(directory_);
  if (!found) return found;
  const auto gone = [&](const UidList::Entry& entry) { return !found->contains(entry.base); };
  if (std::ranges::none_of(list_.entries, gone)) return found;
  auto again = scan_maildir(directory_);
  if (!again) return again;
  for (auto& [base, file] : *found) {
    std::error_code ignored;
    if (!again->contains(base) && std::filesystem::exists(directory_ / file.file, ignored))
      again->emplace(base, std::move(file));
  }
  return again;
}

Result<void> Maildir::number_arrivals(const FoundFiles& found) {
  std::set<std::string_view> listed;
  for (const auto& entry : list_.entries) listed.insert(entry.base);
  std::vector<std::string> arrivals;
  for (const auto& [base, file] : found) {
    if (!listed.contains(base)) arrivals.push_back(base);
  }
  if (arrivals.empty()) return {};
  std::erase_if(list_.entries, [&](const auto& entry) { return !found.contains(entry.base); });
  for (const auto& base : arrivals) {
    const auto path = directory_ / found.at(base).file;
    const auto size = size_with_crlf(path, base);
    const auto facts = facts_of(path);
    if (!facts && facts.error().code == ErrorCode::not_found) continue;
    if (!size) return std::unexpected(size.error());
    if (!facts) return std::unexpected(facts.error());
    if (auto uid = list_.add(*size, facts->time(), base); !uid) return std::unexpected(uid.error());
  }
  return save_uid_list(directory_, list_);
}

Result<void> Maildir::take_arrivals(FoundFiles& found) const {
  if (access_ == Access::read_only) return {};
  for (auto& [base, file] : found) {
    if (!file.arrived) continue;
    std::string name = "cur/" + FileName{base, file.letters}.text();
    auto moved = move_file(directory_ / file.file, directory_ / name);
    if (!moved && moved.error().code != ErrorCode::not_found) return moved;
    file.file = std::move(name);
  }
  return {};
}

void Maildir::rebuild(const FoundFiles& found) {
  std::set<Uid> recent;
  for (const auto& message : messages_) {
    if (message.recent) recent.insert(message.uid);
  }
  messages_.clear();
  for (const auto& [uid, size, received, base] : list_.entries) {
    const auto file = found.find(base);
    if (file == found.end()) continue;
    messages_.push_back({uid, flags_of(file->second.letters, list_.keywords),
                         file->second.arrived || recent.contains(uid), size, received,
                         file->second.file});
  }
}

const Message* Maildir::message(Uid uid) const {
  const auto found = std::ranges::lower_bound(messages_, uid, {}, &Message::uid);
  return found != messages_.end() && found->uid == uid ? &*found : nullptr;
}

}  // namespace gatehouse::mailbox
