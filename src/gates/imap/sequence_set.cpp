#include "gates/imap/sequence_set.h"

#include <algorithm>

#include "base/text.h"

namespace gatehouse::gates::imap {

std::optional<SequenceSet> SequenceSet::parse(std::string_view text) {
  const auto number = [](std::string_view word) -> std::optional<std::uint32_t> {
    if (word == "*") return star;
    const auto value = to_number<std::uint32_t>(word);
    return value && *value != 0 && is_digit(word.front()) ? value : std::nullopt;
  };
  SequenceSet set;
  set.saved_ = text == "$";
  if (set.saved_) return set;
  for (const auto part : split(text, ',')) {
    auto rest = part;
    const auto first = number(take_until(rest, ':'));
    const auto last = part.contains(':') ? number(rest) : first;
    if (!first || !last) return std::nullopt;
    set.parts_.push_back({*first, *last});
  }
  return set;
}

std::vector<Range> SequenceSet::ranges(std::uint32_t largest) const {
  std::vector<Range> sorted;
  for (auto [first, last] : parts_) {
    if (first == star) first = largest;
    if (last == star) last = largest;
    if (first > last) std::swap(first, last);
    if (last != 0) sorted.push_back({std::max(first, 1U), last});
  }
  std::ranges::sort(sorted, {}, &Range::first);
  std::vector<Range> merged;
  for (const auto& range : sorted) {
    if (!merged.empty() && range.first - 1 <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

bool contains(const std::vector<Range>& ranges, std::uint32_t number) {
  const auto after = std::ranges::upper_bound(ranges, number, {}, &Range::first);
  return after != ranges.begin() && number <= std::prev(after)->last;
}

std::string text_of(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (!text.empty()) text += ',';
    text += std::to_string(numbers[i]);
    if (end - i > 1) text += ':' + std::to_string(numbers[end - 1]);
    i = end;
  }
  return text;
}

}  // namespace gatehouse::gates::imap
