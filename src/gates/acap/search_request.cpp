#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {
namespace {

using datasets::Criterion;

constexpr std::size_t most_criteria = 500;

std::unexpected<Fault> broken(std::string_view words) {
  return std::unexpected(Fault{true, {}, std::string(words)});
}

// Reads terms one after the other.
class Terms {
 public:
  explicit Terms(const std::vector<Term>& terms) : terms_(terms) {}
  [[nodiscard]] bool at_end() const { return at_ == terms_.size(); }
  const Term* next() { return at_end() ? nullptr : &terms_[at_++]; }
  bool keyword(std::string_view word) {
    if (at_end() || !terms_[at_].is_atom(word)) return false;
    ++at_;
    return true;
  }
  std::optional<std::string> string() {
    const auto* term = next();
    if (term == nullptr || !term->is_string()) return std::nullopt;
    return term->text;
  }
  std::optional<std::uint32_t> number() {
    const auto* term = next();
    return term == nullptr ? std::nullopt : term->number();
  }

 private:
  const std::vector<Term>& terms_;
  std::size_t at_ = 0;
};

struct Operator {
  std::string_view name;
  Criterion::Kind kind;
  std::size_t operands;
  bool compares;  // attribute, collation, value
};
constexpr std::array operators{
    Operator{"ALL", Criterion::Kind::all, 0, false},
    Operator{"AND", Criterion::Kind::both, 2, false},
    Operator{"COMPARE", Criterion::Kind::compare, 0, true},
    Operator{"COMPARESTRICT", Criterion::Kind::compare_strictly, 0, true},
    Operator{"EQUAL", Criterion::Kind::equal, 0, true},
    Operator{"NOT", Criterion::Kind::none, 1, false},
    Operator{"OR", Criterion::Kind::either, 2, false},
    Operator{"PREFIX", Criterion::Kind::prefix, 0, true},
    Operator{"RANGE", Criterion::Kind::range, 0, false},
    Operator{"SUBSTRING", Criterion::Kind::substring, 0, true}};

Parsed<datasets::Order> take_order(Terms& terms) {
  const auto name = terms.string();
  if (!name) return broken("A collation is missing");
  const auto order = datasets::order_named(*name);
  if (!order) return broken("There is no such collation");
  return *order;
}

Parsed<Criterion> take_comparison(Terms& terms, Criterion::Kind kind) {
  Criterion criterion{kind};
  auto attribute = terms.string();
  if (!attribute) return broken("An attribute is missing");
  criterion.attribute = *std::move(attribute);
  const auto order = take_order(terms);
  if (!order) return std::unexpected(order.error());
  criterion.order = *order;
  const auto* value = terms.next();
  if (value == nullptr) return broken("A value is missing");
  if (value->is_string()) criterion.value = value->text;
  if (!value->is_string() && !(value->is_nil() && kind == Criterion::Kind::equal))
    return broken("A value is a string");
  const bool wants_parts = kind == Criterion::Kind::prefix || kind == Criterion::Kind::substring;
  if (wants_parts && !order->collation->has_substrings)
    return broken("This collation knows no parts");
  return criterion;
}

// What conditions say beside the tree they are.
struct Seen {
  std::size_t left = most_criteria;
  std::optional<std::string> range_since{};
};

// RANGE first last time
Parsed<Criterion> take_range(Terms& terms, Seen& seen) {
  const auto first = terms.number();
  const auto last = terms.number();
  auto since = terms.string();
  if (!first || !last || *first == 0 || *last == 0 || !since || !datasets::is_modtime(*since))
    return broken("RANGE takes two positions and a time");
  if (!seen.range_since || *since < *seen.range_since) seen.range_since = *std::move(since);
  Criterion criterion{Criterion::Kind::range};
  criterion.first = *first;
  criterion.last = *last;
  return criterion;
}

Parsed<Criterion> take_criterion(Terms& terms, std::size_t depth, Seen& seen) {
  if (depth >= datasets::deepest_criteria || seen.left == 0) return broken("Too many conditions");
  --seen.left;
  const auto* word = terms.next();
  if (word == nullptr) return broken("A condition is missing");
  const auto found =
      std::ranges::find_if(operators, [&](const Operator& one) { return word->is_atom(one.name); });
  if (found == operators.end()) return broken("There is no such condition");
  if (found->compares) return take_comparison(terms, found->kind);
  if (found->kind == Criterion::Kind::range) return take_range(terms, seen);
  Criterion criterion{found->kind};
  for (std::size_t i = 0; i < found->operands; ++i) {
    auto operand = take_criterion(terms, depth + 1, seen);
    if (!operand) return operand;
    criterion.operands.push_back(*std::move(operand));
  }
  return criterion;
}

struct MetadataName {
  std::string_view name;
  Metadata data;
};
constexpr std::array metadata_names{
    MetadataName{"acl", Metadata::acl},     MetadataName{"attribute", Metadata::attribute},
    MetadataName{"count", Metadata::count}, MetadataName{"myrights", Metadata::myrights},
    MetadataName{"size", Metadata::size},   MetadataName{"value", Metadata::value}};

Parsed<std::vector<Metadata>> read_metadata(const Term& list) {
  std::vector<Metadata> data;
  for (const auto& item : list.items) {
    const auto found = std::ranges::find_if(metadata_names, [&](const MetadataName& one) {
      return item.is_string() && same_but_case(item.text, one.name);
    });
    if (found == metadata_names.end()) return broken("There is no such metadata");
    data.push_back(found->data);
  }
  return data;
}

// Section 6.4.1, RETURN: an attribute's value; of a pattern its name too.
Parsed<std::vector<Wanted>> read_wanted(const Term* list) {
  if (list == nullptr || !list->is_list()) return broken("RETURN takes a list");
  std::vector<Wanted> wanted;
  for (std::size_t at = 0; at < list->items.size(); ++at) {
    const auto& item = list->items[at];
    if (!item.is_string()) return broken("RETURN takes attributes");
    Wanted one{item.text, {Metadata::value}};
    if (item.text.ends_with('*')) one.data = {Metadata::attribute, Metadata::value};
    if (at + 1 < list->items.size() && list->items[at + 1].is_list()) {
      auto data = read_metadata(list->items[++at]);
      if (!data) return std::unexpected(data.error());
      one.data = *std::move(data);
    }
    wanted.push_back(std::move(one));
  }
  return wanted;
}

Parsed<std::vector<datasets::SortKey>> read_sort(const Term* list) {
  if (list == nullptr || !list->is_list() || list->items.empty())
    return broken("SORT takes a list");
  std::vector<datasets::SortKey> keys;
  Terms terms(list->items);
  while (!terms.at_end()) {
    auto attribute = terms.string();
    if (!attribute) return broken("SORT takes attributes and collations");
    const auto order = take_order(terms);
    if (!order) return std::unexpected(order.error());
    keys.push_back({*std::move(attribute), *order});
  }
  return keys;
}

// The modifiers, each by its word.
using Take = std::optional<Fault> (*)(Search& search, Terms& terms);
std::optional<Fault> fault(std::string_view words) { return Fault{true, {}, std::string(words)}; }

std::optional<Fault> take_depth(Search& search, Terms& terms) {
  const auto depth = terms.number();
  if (!depth) return fault("DEPTH takes a number");
  search.depth = *depth;
  search.with_depth = true;
  return std::nullopt;
}
std::optional<Fault> take_hard_limit(Search& search, Terms& terms) {
  search.hard_limit = terms.number();
  return search.hard_limit ? std::nullopt : fault("HARDLIMIT takes a number");
}
std::optional<Fault> take_limit(Search& search, Terms& terms) {
  const auto over = terms.number();
  const auto most = terms.number();
  if (!over || !most) return fault("LIMIT takes two numbers");
  search.limit = {*over, *most};
  return std::nullopt;
}
std::optional<Fault> take_context(Search& search, Terms& terms) {
  ContextWish wish;
  wish.enumerate = terms.keyword("ENUMERATE");
  wish.notify = terms.keyword("NOTIFY");
  auto name = terms.string();
  if (!name || name->empty() || name->starts_with('/')) return fault("MAKECONTEXT takes a name");
  wish.name = *std::move(name);
  search.context = std::move(wish);
  return std::nullopt;
}
std::optional<Fault> take_noinherit(Search& search, Terms& /*terms*/) {
  search.inherits = false;
  return std::nullopt;
}
std::optional<Fault> take_return(Search& search, Terms& terms) {
  auto wanted = read_wanted(terms.next());
  if (!wanted) return wanted.error();
  search.wanted = *std::move(wanted);
  return std::nullopt;
}
std::optional<Fault> take_sort(Search& search, Terms& terms) {
  auto keys = read_sort(terms.next());
  if (!keys) return keys.error();
  search.sort = *std::move(keys);
  return std::nullopt;
}

struct Modifier {
  std::string_view name;
  Take take;
};
constexpr std::array modifiers{Modifier{"DEPTH", take_depth},
                               Modifier{"HARDLIMIT", take_hard_limit},
                               Modifier{"LIMIT", take_limit},
                               Modifier{"MAKECONTEXT", take_context},
                               Modifier{"NOINHERIT", take_noinherit},
                               Modifier{"RETURN", take_return},
                               Modifier{"SORT", take_sort}};

}  // namespace

Parsed<Search> parse_search(const std::vector<Term>& arguments) {
  Terms terms(arguments);
  Search search;
  auto path = terms.string();
  if (!path) return broken("SEARCH takes a dataset");
  search.path = *std::move(path);
  std::array<bool, modifiers.size()> given{};
  for (;;) {
    const auto* const found = std::ranges::find_if(
        modifiers, [&](const Modifier& one) { return terms.keyword(one.name); });
    if (found == modifiers.end()) break;
    if (std::exchange(given.at(static_cast<std::size_t>(found - modifiers.begin())), true))
      return broken("A modifier is given twice");
    if (auto fault = found->take(search, terms)) return std::unexpected(*std::move(fault));
  }
  Seen seen;
  auto criterion = take_criterion(terms, 0, seen);
  if (!criterion) return std::unexpected(criterion.error());
  if (!terms.at_end()) return broken("Something follows the conditions");
  search.criterion = *std::move(criterion);
  search.range_since = std::move(seen.range_since);
  return search;
}

}  // namespace gatehouse::gates::acap
