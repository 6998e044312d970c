#include "gates/ldap/filter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr Tag tag_and = constructed_context(0);
constexpr Tag tag_or = constructed_context(1);
constexpr Tag tag_not = constructed_context(2);
constexpr Tag tag_equal = constructed_context(3);
constexpr Tag tag_substrings = constructed_context(4);
constexpr Tag tag_at_least = constructed_context(5);
constexpr Tag tag_at_most = constructed_context(6);
constexpr Tag tag_present = context(7);
constexpr Tag tag_approximate = constructed_context(8);
constexpr Tag tag_extensible = constructed_context(9);
constexpr Tag tag_initial = context(0);
constexpr Tag tag_middle = context(1);
constexpr Tag tag_final = context(2);
constexpr Tag tag_match_rule = context(1);
constexpr Tag tag_match_type = context(2);
constexpr Tag tag_match_value = context(3);
constexpr Tag tag_match_dn = context(4);

// What a name can be looked up by; a cn may be a person's, and is not one.
constexpr std::array identifying{std::string_view{"mail"}, std::string_view{"mailLocalAddress"},
                                 std::string_view{"uid"}};

std::unexpected<Error> malformed() { return fail(ErrorCode::malformed, "not a filter"); }
std::unexpected<Error> too_long() { return fail(ErrorCode::too_long, "the filter is too long"); }

class Reader {
 public:
  Result<Filter> read(Elements::Element element, std::size_t depth) {
    if (depth > deepest_filter || ++parts_ > most_filter_parts) return too_long();
    switch (element.tag) {
      case tag_and:
        return several(Filter::Kind::all, element.content, depth);
      case tag_or:
        return several(Filter::Kind::any, element.content, depth);
      case tag_not:
        return negated(element.content, depth);
      case tag_equal:
      case tag_approximate:
        return equal(element.content, Filter::Kind::equal);
      case tag_at_least:
      case tag_at_most:  // no attribute here has an ordering rule
        return equal(element.content, Filter::Kind::undefined);
      case tag_substrings:
        return substrings(element.content);
      case tag_present:
        return Filter{.kind = Filter::Kind::present, .type = attribute_named(element.content)};
      case tag_extensible:
        return extensible(element.content);
      default:
        return malformed();
    }
  }

 private:
  Result<Filter> several(Filter::Kind kind, std::string_view content, std::size_t depth) {
    Filter filter{.kind = kind};
    Elements elements(content);
    while (!elements.at_end()) {
      const auto element = elements.take();
      if (!element) return malformed();
      auto part = read(*element, depth + 1);
      if (!part) return part;
      filter.parts.push_back(std::move(*part));
    }
    return filter;
  }

  Result<Filter> negated(std::string_view content, std::size_t depth) {
    auto filter = several(Filter::Kind::without, content, depth);
    if (filter && filter->parts.size() != 1) return malformed();
    return filter;
  }

  static Result<Filter> equal(std::string_view content, Filter::Kind kind) {
    Elements elements(content);
    const auto attribute = elements.take(tag_octets);
    const auto value = elements.take(tag_octets);
    if (!attribute || !value || !elements.at_end()) return malformed();
    return compared(kind, *attribute, *value);
  }

  static Filter compared(Filter::Kind kind, std::string_view attribute, std::string_view value) {
    const auto* type = attribute_named(attribute);
    if (kind == Filter::Kind::undefined || type == nullptr)
      return {.kind = Filter::Kind::undefined};
    return equality(*type, value);
  }

  Result<Filter> substrings(std::string_view content) {
    Elements elements(content);
    const auto attribute = elements.take(tag_octets);
    const auto list = elements.take(tag_sequence);
    if (!attribute || !list || list->empty() || !elements.at_end()) return malformed();
    Filter filter{.kind = Filter::Kind::substrings, .type = attribute_named(*attribute)};
    filter.pieces.emplace_back();
    bool has_end = false;
    for (Elements pieces(*list); !pieces.at_end();) {
      const auto piece = pieces.take();
      if (!piece || has_end || piece->content.empty()) return malformed();
      if (++parts_ > most_filter_parts) return too_long();
      auto text = lower_case(piece->content);  // spaces at its ends are the value's inside
      if (piece->tag == tag_initial && filter.pieces.size() == 1 && filter.pieces[0].empty())
        filter.pieces[0] = std::move(text);
      else if (piece->tag == tag_middle || piece->tag == tag_final)
        filter.pieces.push_back(std::move(text));
      else
        return malformed();
      has_end = piece->tag == tag_final;
    }
    if (!has_end) filter.pieces.emplace_back();
    if (filter.type == nullptr || filter.type->rule != Rule::text)
      filter.kind = Filter::Kind::undefined;
    return filter;
  }

  // Equality of one attribute; other rules, and parts of DNs, are not known here.
  static Result<Filter> extensible(std::string_view content) {
    Elements elements(content);
    const bool has_rule = elements.take(tag_match_rule).has_value();
    const auto attribute = elements.take(tag_match_type);
    const auto value = elements.take(tag_match_value);
    const bool has_dn = elements.take_boolean(tag_match_dn).value_or(false);
    if (!value || !elements.at_end() || (!has_rule && !attribute)) return malformed();
    const bool is_plain = attribute && !has_rule && !has_dn;
    return compared(is_plain ? Filter::Kind::equal : Filter::Kind::undefined,
                    attribute.value_or(std::string_view()), *value);
  }

  std::size_t parts_ = 0;
};

Truth truth_of(bool holds) { return holds ? Truth::yes : Truth::no; }

bool has_pieces(std::string_view value, const std::vector<std::string>& pieces) {
  if (!value.starts_with(pieces.front())) return false;
  value.remove_prefix(pieces.front().size());
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const auto at = value.find(pieces[i]);
    if (at == value.npos) return false;
    value.remove_prefix(at + pieces[i].size());
  }
  return value.ends_with(pieces.back());
}

template <class Matches>
Truth any_value(const Filter& filter, const Record& record, Matches matches) {
  const auto* attribute = record.find(filter.type);
  if (attribute == nullptr) return Truth::no;
  const auto does = [&](const std::string& value) {
    return matches(comparable(filter.type->rule, value));
  };
  return truth_of(std::ranges::any_of(attribute->values, does));
}

// Of `all` the least certain part decides, of `any` the most certain one.
Truth least(const Filter& filter, const Record& record) {
  Truth truth = Truth::yes;
  for (const auto& part : filter.parts) {
    truth = std::min(truth, judge(part, record));
    if (truth == Truth::no) break;
  }
  return truth;
}

Truth most(const Filter& filter, const Record& record) {
  Truth truth = Truth::no;
  for (const auto& part : filter.parts) {
    truth = std::max(truth, judge(part, record));
    if (truth == Truth::yes) break;
  }
  return truth;
}

Truth opposite(Truth truth) {
  if (truth == Truth::undefined) return truth;
  return truth_of(truth == Truth::no);
}

using Names = std::optional<std::vector<std::string>>;

Names names_of_one(const Filter& filter) {
  if (std::ranges::find(identifying, filter.type->name) == identifying.end()) return std::nullopt;
  return std::vector{filter.value};
}

// One part that narrows is enough; the narrowest is taken.
Names names_of_all(const Filter& filter) {
  Names narrowest;
  for (const auto& part : filter.parts) {
    auto names = names_wanted(part);
    if (names && (!narrowest || names->size() < narrowest->size())) narrowest = std::move(names);
  }
  return narrowest;
}

Names names_of_any(const Filter& filter) {
  Names together{std::in_place};
  for (const auto& part : filter.parts) {
    const auto names = names_wanted(part);
    if (!names) return std::nullopt;
    together->insert(together->end(), names->begin(), names->end());
  }
  return together;
}

}  // namespace

Filter equality(const AttributeType& type, std::string_view value) {
  if (type.rule == Rule::none) return {.kind = Filter::Kind::undefined};
  return {.kind = Filter::Kind::equal, .type = &type, .value = comparable(type.rule, value)};
}

Result<Filter> parse_filter(Elements::Element element) {
  Reader reader;
  return reader.read(element, 1);
}

Truth judge(const Filter& filter, const Record& record) {
  switch (filter.kind) {
    case Filter::Kind::all:
      return least(filter, record);
    case Filter::Kind::any:
      return most(filter, record);
    case Filter::Kind::without:
      return opposite(judge(filter.parts.front(), record));
    case Filter::Kind::equal:
      return any_value(filter, record,
                       [&](const std::string& value) { return value == filter.value; });
    case Filter::Kind::substrings:
      return any_value(filter, record,
                       [&](const std::string& value) { return has_pieces(value, filter.pieces); });
    case Filter::Kind::present:
      if (filter.type == nullptr) break;
      return truth_of(record.find(filter.type) != nullptr);
    case Filter::Kind::undefined:
      break;
  }
  return Truth::undefined;
}

Names names_wanted(const Filter& filter) {
  switch (filter.kind) {
    case Filter::Kind::all:
      return names_of_all(filter);
    case Filter::Kind::any:
      return names_of_any(filter);
    case Filter::Kind::equal:
      return names_of_one(filter);
    case Filter::Kind::without:
    case Filter::Kind::substrings:
    case Filter::Kind::present:
    case Filter::Kind::undefined:
      break;
  }
  return std::nullopt;
}

}  // namespace gatehouse::gates::ldap
