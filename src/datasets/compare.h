// The collations every ACAP server has (RFC 2244, section 3.4; RFC 4790, section 9): i;octet,
// i;ascii-casemap, i;ascii-numeric.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace gatehouse::datasets {

struct Collation {
  std::weak_ordering (*compare)(std::string_view a, std::string_view b);
  bool has_substrings;  // PREFIX and SUBSTRING mean something
  bool (*has_prefix)(std::string_view text, std::string_view part);
  bool (*has_part)(std::string_view text, std::string_view part);
};

struct Order {
  const Collation* collation;
  bool descending = false;
  [[nodiscard]] std::weak_ordering compare(std::string_view a, std::string_view b) const;
};

// "+i;octet", "-i;ascii-numeric", "i;octet"; nullopt: there is no such collation.
[[nodiscard]] std::optional<Order> order_named(std::string_view name);

}  // namespace gatehouse::datasets
