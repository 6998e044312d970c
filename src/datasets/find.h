// Which entries a search finds, and in which order (RFC 2244, section 6.4.1). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/compare.h"
#include "datasets/dataset.h"

namespace gatehouse::datasets {

struct Item {
  std::string path;  // from the dataset that is searched: "entry", "sub/entry"
  std::string name;  // the last level of it
  Entry entry;
  std::size_t position = 0;  // in an enumerated context; 0: in none
};

// The value of an attribute, "entry" and "modtime" among them; nullopt: it has none.
[[nodiscard]] std::optional<Value> value_of(const Item& item, std::string_view attribute);

// A tree of conditions, written down in order: an operator's operands follow it.
struct Criterion {
  enum class Kind {
    all,
    both,
    either,
    none,
    equal,
    compare,
    compare_strictly,
    prefix,
    substring,
    range
  };
  Kind kind = Kind::all;
  std::string attribute{};
  Order order{};
  std::optional<std::string> value{};  // nullopt: NIL, of `equal` only
  std::vector<Criterion> operands{};
  std::size_t first = 0;  // of `range`, positions
  std::size_t last = 0;
};
inline constexpr std::size_t deepest_criteria = 16;

[[nodiscard]] bool matches(const Criterion& criterion, const Item& item);

struct SortKey {
  std::string attribute;
  Order order;
};
// By the keys, one after the other; what has no place in an order, no value or a list of them,
// comes behind the rest in either direction (section 3.4); equal ones by their paths.
void sort(std::vector<Item>& items, const std::vector<SortKey>& keys);

}  // namespace gatehouse::datasets
