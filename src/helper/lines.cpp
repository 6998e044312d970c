#include "helper/lines.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace gatehouse::helper {
namespace {

constexpr std::size_t most_digits = 18;
constexpr std::size_t least_digits = 5;

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

// Room for the longest line from the start: a string that grows leaves copies behind.
LineCutter::LineCutter(std::size_t longest) : longest_(longest) { begun_.reserve(longest + 2); }

LineCutter::~LineCutter() { wipe(begun_.data(), begun_.size()); }

bool LineCutter::add(std::string_view bytes, const std::function<void(std::string_view)>& take) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto part = bytes.substr(0, end);
    if (begun_.size() + part.size() > longest_ + 1) return false;  // one more for a CR
    begun_ += part;
    if (end == bytes.npos) return without_return(begun_).size() <= longest_;
    const auto line = without_return(begun_);
    if (line.size() > longest_) return false;
    take(line);
    wipe(begun_.data(), begun_.size());
    begun_.clear();
    bytes.remove_prefix(end + 1);
  }
  return true;
}

AnswerLine parse_line(std::string_view line) {
  if (line.starts_with('*')) return Remark{trimmed(line.substr(1))};
  const auto word = take_until(line, ' ');
  if (word.size() > most_digits || !std::ranges::all_of(word, is_digit)) return Stray{};
  const auto number = to_number<std::uint64_t>(word);
  if (!number) return Stray{};
  return Numbered{*number, line};
}

std::string number_text(std::uint64_t number) {
  const auto digits = std::to_string(number);
  return std::string(least_digits - std::min(least_digits, digits.size()), '0') + digits;
}

std::string interface_offer(int version) { return "INTF " + std::to_string(version); }

std::optional<int> parse_interface(std::string_view answer) {
  if (take_until(answer, ' ') != "INTF") return std::nullopt;
  const auto version = to_number<std::int64_t>(trimmed(answer));
  if (!version) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(*version, 0, std::numeric_limits<int>::max()));
}

std::string_view loggable_word(std::string_view answer) {
  static constexpr std::array<std::string_view, 6> known{"ERROR", "FAILURE", "INTF",
                                                         "OK",    "PLAIN",   "ROUTED"};
  const auto* found = std::ranges::find(known, take_until(answer, ' '));
  return found == known.end() ? "?" : *found;
}

bool fits_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

}  // namespace gatehouse::helper
