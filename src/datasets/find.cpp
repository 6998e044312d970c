#include "datasets/find.h"

#include <algorithm>

namespace gatehouse::datasets {
namespace {

// Of a list any part may meet the condition.
template <class Test>
bool any_part(const Criterion& criterion, const Item& item, Test test) {
  const auto value = value_of(item, criterion.attribute);
  return value && criterion.value && std::ranges::any_of(value->parts, [&](const auto& part) {
           return test(std::string_view(part), std::string_view(*criterion.value));
         });
}

bool is_equal(const Criterion& criterion, const Item& item) {
  if (!criterion.value) return !value_of(item, criterion.attribute);
  return any_part(criterion, item,
                  [&](auto part, auto value) { return criterion.order.compare(part, value) == 0; });
}

// RFC 2244, section 3.4. nullopt: it has no place in an order.
std::optional<std::string> sort_text(const Item& item, const std::string& attribute) {
  auto value = value_of(item, attribute);
  if (!value || value->many || value->parts.size() != 1) return std::nullopt;
  return std::move(value->parts.front());
}

// nullopt: behind every value.
std::optional<std::weak_ordering> collated(const Criterion& criterion, const Item& item) {
  const auto text = sort_text(item, criterion.attribute);
  if (!text || !criterion.value) return std::nullopt;
  return criterion.order.compare(*text, *criterion.value);
}

std::weak_ordering compare(const Item& a, const Item& b, const SortKey& key) {
  const auto left = sort_text(a, key.attribute);
  const auto right = sort_text(b, key.attribute);
  if (!left || !right) return !left <=> !right;
  return key.order.compare(*left, *right);
}

}  // namespace

std::optional<Value> value_of(const Item& item, std::string_view attribute) {
  if (attribute == "entry") return Value{{item.name}};
  if (attribute == "modtime") return Value{{item.entry.modified}};
  const auto found = item.entry.attributes.find(attribute);
  if (found == item.entry.attributes.end()) return std::nullopt;
  return found->second;
}

bool matches(const Criterion& criterion, const Item& item) {
  const auto operand = [&](std::size_t at) { return matches(criterion.operands.at(at), item); };
  switch (criterion.kind) {
    case Criterion::Kind::all:
      return true;
    case Criterion::Kind::both:
      return operand(0) && operand(1);
    case Criterion::Kind::either:
      return operand(0) || operand(1);
    case Criterion::Kind::none:
      return !operand(0);
    case Criterion::Kind::equal:
      return is_equal(criterion, item);
    case Criterion::Kind::compare:
      return collated(criterion, item).value_or(std::weak_ordering::greater) >= 0;
    case Criterion::Kind::compare_strictly:
      return collated(criterion, item).value_or(std::weak_ordering::greater) > 0;
    case Criterion::Kind::prefix:
      return any_part(criterion, item, criterion.order.collation->has_prefix);
    case Criterion::Kind::substring:
      return any_part(criterion, item, criterion.order.collation->has_part);
    case Criterion::Kind::range:
      return item.position >= criterion.first && item.position <= criterion.last;
  }
  return false;
}

void sort(std::vector<Item>& items, const std::vector<SortKey>& keys) {
  std::ranges::sort(items, [&](const Item& a, const Item& b) {
    for (const auto& key : keys) {
      const auto order = compare(a, b, key);
      if (order != 0) return order < 0;
    }
    return a.path < b.path;
  });
}

}  // namespace gatehouse::datasets
