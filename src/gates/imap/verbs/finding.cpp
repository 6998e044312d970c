#include "gates/imap/verbs/finding.h"

#include <algorithm>
#include <chrono>

#include "gates/imap/search_match.h"
#include "gates/imap/session.h"

namespace gatehouse::gates::imap {
namespace {

using Numbers = std::vector<std::uint32_t>;
using Clock = std::chrono::steady_clock;

// Messages looked at before the disk pool's thread is given to others.
constexpr std::uint32_t at_a_time = 10000;
constexpr std::uint32_t at_a_time_with_content = 32;
constexpr std::chrono::minutes longest_time{2};

Completion took_too_long() { return no("LIMIT", "This takes too long"); }

Result<Numbers> found_between(Selected& selected, const SearchMatch& match, std::uint32_t first,
                              std::uint32_t last) {
  Numbers numbers;
  for (auto number = first; number <= last; ++number) {
    const auto* message = selected.message(number);
    if (message == nullptr) continue;
    const auto& folder = selected.folder();
    const SearchMatch::Source source{.content = [&] { return folder.content(message->uid); },
                                     .header = [&] { return folder.header(message->uid); },
                                     .email_id = [&] { return folder.email_id(message->uid); }};
    const auto found = match.matches(number, *message, source);
    if (!found) return std::unexpected(found.error());
    if (*found) numbers.push_back(number);
  }
  return numbers;
}

// false: there is no room for more.
Result<bool> read_facts(Selected& selected, std::span<const std::uint32_t> numbers) {
  for (const auto number : numbers) {
    const auto uid = selected.uid(number);
    if (selected.facts().find(uid) != nullptr) continue;
    const auto header = selected.folder().header(uid);
    if (!header && header.error().code == ErrorCode::not_found) continue;
    if (!header) return std::unexpected(header.error());
    auto facts = header_facts(*header);
    if (!selected.facts().add(uid, std::move(facts))) return false;
  }
  return true;
}

std::vector<Sortable> described(Selected& selected, const Numbers& numbers, bool by_uid,
                                bool reads) {
  std::vector<Sortable> messages;
  messages.reserve(numbers.size());
  for (const auto number : numbers) {
    const auto* message = selected.message(number);
    const auto* facts = selected.facts().find(selected.uid(number));
    if (message == nullptr || (reads && facts == nullptr)) continue;
    messages.push_back({.number = number,
                        .answer = by_uid ? message->uid : number,
                        .received = message->received,
                        .size = message->size,
                        .facts = facts});
  }
  return messages;
}

}  // namespace

net::Task<std::expected<Numbers, Completion>> find(Session& session, const std::string& charset,
                                                   const SearchKey& key) {
  if (!charset.empty() && charset != "UTF-8" && charset != "US-ASCII")
    co_return std::unexpected(no("BADCHARSET (UTF-8 US-ASCII)", "Unknown charset"));
  auto& selected = *session.selected();
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const SearchMatch match(key, {.largest_number = selected.count(),
                                .largest_uid = selected.largest_uid(),
                                .saved = selected.saved(),
                                .now = now});
  const auto step = match.reads_content() ? at_a_time_with_content : at_a_time;
  const auto end = Clock::now() + longest_time;
  Numbers numbers;
  for (std::uint32_t first = 1; first <= selected.count(); first += step) {
    if (Clock::now() > end) co_return std::unexpected(took_too_long());
    const auto last = std::min(selected.count(), first + step - 1);
    const auto work = [&] { return found_between(selected, match, first, last); };
    const auto found = co_await session.on_disk(work);
    if (!found) co_return std::unexpected(failure(found.error()));
    numbers.insert(numbers.end(), found->begin(), found->end());
  }
  co_return numbers;
}

net::Task<std::expected<std::vector<Sortable>, Completion>> describe(Session& session,
                                                                     const Numbers& numbers,
                                                                     bool by_uid, bool reads) {
  auto& selected = *session.selected();
  selected.facts().keep_only(selected.folder().messages());
  const auto end = Clock::now() + longest_time;
  std::span<const std::uint32_t> left = numbers;
  while (reads && !left.empty()) {
    if (Clock::now() > end) co_return std::unexpected(took_too_long());
    const auto some = left.first(std::min<std::size_t>(left.size(), at_a_time_with_content));
    left = left.subspan(some.size());
    const auto work = [&] { return read_facts(selected, some); };
    const auto read = co_await session.on_disk(work);
    if (!read) co_return std::unexpected(failure(read.error()));
    if (!*read) co_return std::unexpected(no("LIMIT", "The mailbox is too large for this"));
  }
  co_return described(selected, numbers, by_uid, reads);
}

}  // namespace gatehouse::gates::imap
