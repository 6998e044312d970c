// Search filters (RFC 4511, section 4.5.1.7): read within limits, judged in three values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gates/ldap/ber.h"
#include "gates/ldap/record.h"
#include "gates/ldap/schema.h"

namespace gatehouse::gates::ldap {

inline constexpr std::size_t deepest_filter = 32;
inline constexpr std::size_t most_filter_parts = 256;

struct Filter {
  enum class Kind { all, any, without, equal, substrings, present, undefined } kind;
  // Null: not in the schema; whatever is said of it is undefined.
  const AttributeType* type = nullptr;
  std::string value{};  // as its rule compares it
  // Of substrings; the first and the last may be empty: nothing was said of the beginning, the end.
  std::vector<std::string> pieces{};
  std::vector<Filter> parts{};  // of all, any, without
};
// malformed: not a filter. too_long: over the limits.
[[nodiscard]] Result<Filter> parse_filter(Elements::Element element);
// (type=value), as a comparison asks.
[[nodiscard]] Filter equality(const AttributeType& type, std::string_view value);

enum class Truth { no, undefined, yes };
// RFC 4511, section 4.5.1.7: an entry is found when the filter is true, not when it is undefined.
[[nodiscard]] Truth judge(const Filter& filter, const Record& record);

// What only entries of these names can make true, so that nobody else need be looked at; each
// "name" or "name@domain". nullopt: anybody might.
[[nodiscard]] std::optional<std::vector<std::string>> names_wanted(const Filter& filter);

}  // namespace gatehouse::gates::ldap
