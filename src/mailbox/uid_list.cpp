#include "mailbox/uid_list.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/log.h"
#include "base/text.h"
#include "mailbox/disk.h"
#include "mailbox/file_name.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::string_view heading = "gatehouse-uids 1";
constexpr std::int64_t last_second = 253402300799;  // end of the year 9999

std::optional<UidList::Entry> parse_entry(std::string_view line) {
  const auto uid = to_number<Uid>(take_until(line, ' '));
  const auto size = to_number<std::uint64_t>(take_until(line, ' '));
  const auto received = to_number<std::int64_t>(take_until(line, ' '));
  if (!uid || !size || !received || *received < 0 || *received > last_second) return std::nullopt;
  if (line.empty() || line.contains('/')) return std::nullopt;
  return UidList::Entry{*uid, *size, Time{std::chrono::seconds{*received}}, std::string(line)};
}

bool parse_line(std::string_view line, UidList& list) {
  std::string_view rest = line;
  const auto word = take_until(rest, ' ');
  if (word == "validity") {
    const auto validity = to_number<std::uint32_t>(rest);
    list.validity = validity.value_or(0);
    return list.validity != 0;
  }
  if (word == "next") {
    const auto next = to_number<Uid>(rest);
    list.next = next.value_or(0);
    return list.next != 0;
  }
  if (word == "keyword") {
    list.keywords.emplace_back(rest);
    return !rest.empty() && list.keywords.size() <= most_keywords;
  }
  auto entry = parse_entry(line);
  if (!entry || entry->uid >= list.next) return false;
  if (entry->uid <= (list.entries.empty() ? 0 : list.entries.back().uid)) return false;
  list.entries.push_back(std::move(*entry));
  return true;
}

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

Result<UidList> empty_list(const std::filesystem::path& directory) {
  const auto validity = new_validity(directory);
  if (!validity) return std::unexpected(validity.error());
  UidList list;
  list.validity = *validity;
  if (auto saved = save_uid_list(directory, list); !saved) return std::unexpected(saved.error());
  return list;
}

}  // namespace

Result<UidList> UidList::parse(std::string_view text) {
  UidList list;
  list.next = 0;
  std::size_t number = 1;
  if (take_until(text, '\n') != heading) return fail(ErrorCode::damaged, "1: no heading");
  while (!text.empty()) {
    ++number;
    if (!parse_line(take_until(text, '\n'), list))
      return fail(ErrorCode::damaged, std::to_string(number) + ": not a line of a UID list");
  }
  if (list.validity == 0 || list.next == 0) return fail(ErrorCode::damaged, "1: incomplete");
  return list;
}

std::string UidList::text() const {
  std::string text(heading);
  text += "\nvalidity " + std::to_string(validity) + "\nnext " + std::to_string(next) + '\n';
  for (const auto& keyword : keywords) text += "keyword " + keyword + '\n';
  for (const auto& entry : entries) {
    const auto received = std::chrono::floor<std::chrono::seconds>(entry.received);
    text += std::to_string(entry.uid) + ' ' + std::to_string(entry.size) + ' ' +
            std::to_string(received.time_since_epoch().count()) + ' ' + entry.base + '\n';
  }
  return text;
}

Result<Uid> UidList::add(std::uint64_t size, Time received, std::string base) {
  if (next == std::numeric_limits<Uid>::max()) return fail(ErrorCode::too_long, "no UIDs left");
  const auto seconds = std::chrono::floor<std::chrono::seconds>(received);
  const Time kept = std::clamp(Time{seconds}, Time{}, Time{std::chrono::seconds{last_second}});
  entries.push_back({next, size, kept, std::move(base)});
  return next++;
}

Result<bool> UidList::know(const std::vector<std::string>& wanted) {
  bool grown = false;
  for (const auto& keyword : wanted) {
    if (std::ranges::find(keywords, keyword) != keywords.end()) continue;
    if (keywords.size() == most_keywords) return fail(ErrorCode::too_long, "too many keywords");
    keywords.push_back(keyword);
    grown = true;
  }
  return grown;
}

Result<UidList> load_uid_list(const std::filesystem::path& directory) {
  const auto path = directory / "gatehouse-uids";
  const auto text = read_whole(path);
  if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
  if (!text) return empty_list(directory);
  auto list = UidList::parse(*text);
  if (list) return list;
  log::write(log::Level::problem, "MAIL", path.string() + ':' + list.error().detail + "; rebuilt");
  if (auto aside = move_file(path, directory / "gatehouse-uids.damaged"); !aside)
    return std::unexpected(aside.error());
  return empty_list(directory);
}

Result<void> save_uid_list(const std::filesystem::path& directory, const UidList& list) {
  return replace_file(directory / "gatehouse-uids", list.text());
}

}  // namespace gatehouse::mailbox
