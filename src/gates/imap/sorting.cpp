#include "gates/imap/sorting.h"

#include <algorithm>
#include <compare>
#include <map>

namespace gatehouse::gates::imap {
namespace {

// RFC 5256, section 2.2: without a Date the time of arrival counts.
Time sent(const Sortable& message) { return message.facts->sent.value_or(message.received); }

std::weak_ordering compare(const Sortable& a, const Sortable& b, SortBy by) {
  switch (by) {
    case SortBy::arrival:
      return a.received <=> b.received;
    case SortBy::cc:
      return a.facts->cc <=> b.facts->cc;
    case SortBy::date:
      return sent(a) <=> sent(b);
    case SortBy::display_from:
      return a.facts->from_shown <=> b.facts->from_shown;
    case SortBy::display_to:
      return a.facts->to_shown <=> b.facts->to_shown;
    case SortBy::from:
      return a.facts->from <=> b.facts->from;
    case SortBy::size:
      return a.size <=> b.size;
    case SortBy::subject:
      return a.facts->subject.text <=> b.facts->subject.text;
    case SortBy::to:
      return a.facts->to <=> b.facts->to;
  }
  return std::weak_ordering::equivalent;
}

bool is_earlier(const Sortable& a, const Sortable& b) {
  if (sent(a) != sent(b)) return sent(a) < sent(b);
  return a.number < b.number;
}

}  // namespace

bool needs_facts(const std::vector<SortKey>& keys) {
  const auto reads = [](const SortKey& key) {
    return key.by != SortBy::arrival && key.by != SortBy::size;
  };
  return std::ranges::any_of(keys, reads);
}

std::vector<std::uint32_t> sorted(std::vector<Sortable> messages,
                                  const std::vector<SortKey>& keys) {
  const auto before = [&](const Sortable& a, const Sortable& b) {
    for (const auto& [by, reverse] : keys) {
      const auto order = compare(a, b, by);
      if (order != 0) return reverse ? order > 0 : order < 0;
    }
    return a.number < b.number;
  };
  std::ranges::sort(messages, before);
  std::vector<std::uint32_t> answers;
  answers.reserve(messages.size());
  for (const auto& message : messages) answers.push_back(message.answer);
  return answers;
}

// RFC 5256, section 3: the first message of a subject, and the others as its children.
std::string threads_by_subject(std::vector<Sortable> messages) {
  std::ranges::sort(messages, is_earlier);
  std::map<std::string_view, std::size_t> known;
  std::vector<std::vector<std::uint32_t>> threads;
  for (const auto& message : messages) {
    const auto [at, is_new] = known.try_emplace(message.facts->subject.text, threads.size());
    if (is_new) threads.emplace_back();
    threads[at->second].push_back(message.answer);
  }
  std::string text;
  for (const auto& thread : threads) {
    text += '(' + std::to_string(thread.front());
    if (thread.size() == 2) text += ' ' + std::to_string(thread.back());
    for (std::size_t i = 1; i < thread.size() && thread.size() > 2; ++i)
      text += (i == 1 ? " (" : "(") + std::to_string(thread[i]) + ')';
    text += ')';
  }
  return text;
}

}  // namespace gatehouse::gates::imap
