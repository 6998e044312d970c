#include "datasets/compare.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gatehouse::datasets {
namespace {

std::weak_ordering octets(std::string_view a, std::string_view b) { return a <=> b; }
bool octets_prefix(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool octets_part(std::string_view text, std::string_view part) { return text.contains(part); }

std::weak_ordering letters(std::string_view a, std::string_view b) {
  return upper_case(a) <=> upper_case(b);
}
bool letters_prefix(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && same_but_case(text.substr(0, part.size()), part);
}
bool letters_part(std::string_view text, std::string_view part) {
  return upper_case(text).contains(upper_case(part));
}

std::string_view number_at_start(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

// What begins with no digit is larger than every number (RFC 4790, section 9.1.1).
std::weak_ordering numbers(std::string_view a, std::string_view b) {
  const auto left = number_at_start(a);
  const auto right = number_at_start(b);
  if (left.empty() || right.empty()) return left.empty() <=> right.empty();
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left <=> right;
}
bool never(std::string_view /*text*/, std::string_view /*part*/) { return false; }

struct Row {
  std::string_view name;
  Collation collation;
};
constexpr std::array table{Row{"i;ascii-casemap", {letters, true, letters_prefix, letters_part}},
                           Row{"i;ascii-numeric", {numbers, false, never, never}},
                           Row{"i;octet", {octets, true, octets_prefix, octets_part}}};

}  // namespace

std::weak_ordering Order::compare(std::string_view a, std::string_view b) const {
  return descending ? collation->compare(b, a) : collation->compare(a, b);
}

std::optional<Order> order_named(std::string_view name) {
  const bool descending = name.starts_with('-');
  if (descending || name.starts_with('+')) name.remove_prefix(1);
  const auto row =
      std::ranges::find_if(table, [&](const Row& one) { return same_but_case(one.name, name); });
  if (row == table.end()) return std::nullopt;
  return Order{&row->collation, descending};
}

}  // namespace gatehouse::datasets
