#include "gates/imap/resync.h"

#include <algorithm>

#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

using Ranges = std::vector<mailbox::UidRange>;

Ranges all_absent(const mailbox::Folder& folder) {
  Ranges absent;
  mailbox::Uid next = 1;
  for (const auto& message : folder.messages()) {
    if (message.uid > next) absent.push_back({next, message.uid - 1});
    next = message.uid + 1;
  }
  if (next < folder.uid_next()) absent.push_back({next, folder.uid_next() - 1});
  return absent;
}

// Both ascending and without overlaps.
Ranges common(const Ranges& some, const std::vector<Range>& others) {
  Ranges both;
  auto other = others.begin();
  for (const auto& [first, last] : some) {
    while (other != others.end() && other->last < first) ++other;
    for (auto each = other; each != others.end() && each->first <= last; ++each)
      both.push_back({std::max(first, each->first), std::min(last, each->last)});
  }
  return both;
}

}  // namespace

std::string text_of(const Ranges& ranges) {
  std::string text;
  for (const auto& [first, last] : ranges) {
    if (!text.empty()) text += ',';
    text += std::to_string(first);
    if (first != last) text += ':' + std::to_string(last);
  }
  return text;
}

bool asks_by_modseq(const SearchKey& key) {
  return key.test == SearchTest::changed_since || std::ranges::any_of(key.keys, asks_by_modseq);
}

std::optional<mailbox::ModSeq> highest_found(const Selected& selected, const SearchKey& key,
                                             const std::vector<std::uint32_t>& numbers) {
  if (!asks_by_modseq(key) || numbers.empty()) return std::nullopt;
  mailbox::ModSeq highest = 0;
  for (const auto number : numbers) {
    const auto* message = selected.message(number);
    if (message != nullptr) highest = std::max(highest, message->changed);
  }
  return highest;
}

std::string vanished_line(const mailbox::Folder& folder, mailbox::ModSeq since,
                          const SequenceSet* asked) {
  const auto known = folder.vanished_since(since);
  auto ranges = known ? *known : all_absent(folder);
  if (asked != nullptr) ranges = common(ranges, asked->ranges(folder.uid_next() - 1));
  if (ranges.empty()) return {};
  return "* VANISHED (EARLIER) " + text_of(ranges) + "\r\n";
}

// RFC 7162, section 3.2.5: of another UIDVALIDITY the client knows nothing.
std::string resync_lines(const Selected& selected, const Resync& resync) {
  const auto& folder = selected.folder();
  if (resync.validity != folder.uid_validity()) return {};
  const auto* known = resync.known ? &*resync.known : nullptr;
  std::string text = vanished_line(folder, resync.since, known);
  const auto ranges = known != nullptr ? known->ranges(selected.largest_uid())
                                       : std::vector<Range>{{1, selected.largest_uid()}};
  for (std::uint32_t number = 1; number <= selected.count(); ++number) {
    const auto* message = selected.message(number);
    if (message == nullptr || message->changed <= resync.since) continue;
    if (contains(ranges, message->uid)) text += selected.flags_line(number, true);
  }
  return text;
}

}  // namespace gatehouse::gates::imap
