#include "settings/schema.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::settings {
namespace {

constexpr std::string_view absent = "default";
constexpr std::string_view no_limit = "unlimited";
constexpr std::int64_t longest_period = 36500LL * 24 * 3600;  // seconds

bool is_absent(const Value& value) {
  return value.string() != nullptr && *value.string() == absent;
}

// The spelling of `text` in a | separated list; empty: it is not there.
std::string_view spelled_in(std::string_view list, std::string_view text) {
  if (list.empty()) return {};
  for (const auto each : split(list, '|'))
    if (same_but_case(each, text)) return each;
  return {};
}

// The choice that `text` means; empty: none.
std::string_view choice_of(const Setting& setting, std::string_view text) {
  if (const auto known = spelled_in(setting.choices, text); !known.empty()) return known;
  if (setting.synonyms.empty()) return {};
  for (auto meant : split(setting.synonyms, '|'))
    if (same_but_case(take_until(meant, '='), text)) return meant;
  return {};
}

std::string scalar_text(const Value& value) {
  if (const auto* text = value.string()) return *text;
  return value.number() != nullptr ? std::to_string(value.number()->value) : std::string();
}

bool is_flag(const Value& value) {
  const auto text = scalar_text(value);
  return same_but_case(text, "YES") || same_but_case(text, "NO");
}

bool is_list(const Setting& setting, const Value& value) {
  const auto known = [&](const Value& element) {
    if (element.whole()) return true;
    const auto* text = element.string();
    return text != nullptr &&
           (setting.elements.empty() || !spelled_in(setting.elements, *text).empty());
  };
  if (const auto* array = value.array()) return std::ranges::all_of(*array, known);
  const auto* text = value.string();
  if (text == nullptr) return false;
  if (text->empty() || !spelled_in(setting.choices, *text).empty()) return true;
  return setting.elements.empty() ? setting.choices.empty() : known(value);
}

bool is_number(const Setting& setting, const Value& value) {
  const auto number = value.whole();
  return number && *number >= setting.least && *number <= setting.most;
}

bool fits(const Setting& setting, const Value& value) {
  switch (setting.kind) {
    case Kind::flag:
      return is_flag(value);
    case Kind::text:
    case Kind::password:
      return value.string() != nullptr;
    case Kind::choice:
      return !choice_of(setting, scalar_text(value)).empty();
    case Kind::list:
      return is_list(setting, value);
    case Kind::number:
      return is_number(setting, value);
    case Kind::period:
      return to_period(value).has_value();
    case Kind::flow:
      return is_unlimited(value) || to_flow(value).has_value();
    case Kind::size:
      return is_unlimited(value) || to_size(value).has_value();
    case Kind::any:
      return true;
  }
  return false;
}

std::string wanted(const Setting& setting) {
  switch (setting.kind) {
    case Kind::flag:
      return "YES or NO";
    case Kind::text:
    case Kind::password:
      return "a string";
    case Kind::choice:
      return "one of " + std::string(setting.choices);
    case Kind::list:
      return std::string(setting.choices) + " or an array of " +
             (setting.elements.empty() ? "strings" : std::string(setting.elements));
    case Kind::number:
      return "a number from " + std::to_string(setting.least) + " to " +
             std::to_string(setting.most);
    case Kind::period:
      return "a period such as 15, 30s, 5m, 10h or 7d";
    case Kind::flow:
      return "(count, period) such as (10, 1m), or unlimited";
    case Kind::size:
      return "a size such as 100K, 100M or 2G, or unlimited";
    case Kind::any:
      return "anything";
  }
  return {};
}

// What `value`, which fits, is called everywhere else.
Value in_table_spelling(const Setting& setting, const Value& value) {
  if (setting.kind != Kind::choice) return value;
  return choice_of(setting, scalar_text(value));
}

Value fallback_of(const Setting& setting) {
  static const auto parsed = [] {
    std::vector<Value> values;
    for (const auto& each : schema())
      values.push_back(each.fallback.empty() ? Value() : read(each.fallback).value_or(Value()));
    return values;
  }();
  return parsed[static_cast<std::size_t>(&setting - schema().data())];
}

std::span<const Setting> settings_of(Level level) {
  const auto same_level = std::ranges::equal_range(schema(), level, {}, &Setting::level);
  return {same_level.begin(), same_level.end()};
}

// "30m" is 30 and 'm'; no letter is '\0'. nullopt: no digits, or more than a letter behind them.
struct Quantity {
  std::int64_t count;
  char unit;
};
std::optional<Quantity> quantity(const Value& value) {
  if (const auto count = value.whole()) return Quantity{*count, '\0'};
  const auto* text = value.string();
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto count = to_number<std::int64_t>(std::string_view(*text).substr(0, text->size() - 1));
  if (!count) return std::nullopt;
  return Quantity{*count, to_lower(text->back())};
}

}  // namespace

bool is_unlimited(const Value& value) {
  const auto* text = value.string();
  return (text != nullptr && same_but_case(*text, no_limit)) || value.whole() == -1;
}

const Setting* setting_named(std::string_view key, Level level) {
  const auto candidates = settings_of(level);
  const auto found = std::ranges::lower_bound(candidates, key, {}, &Setting::key);
  return found != candidates.end() && found->key == key ? &*found : nullptr;
}

Result<void> check(const Setting& setting, const Value& value) {
  if (is_absent(value) || fits(setting, value)) return {};
  return fail(ErrorCode::malformed, std::string(setting.key) + " must be " + wanted(setting));
}

Value effective(std::string_view key, Level level,
                std::span<const Dictionary* const> nearest_first) {
  const auto* setting = setting_named(key, level);
  for (const auto* dictionary : nearest_first) {
    const auto* value = dictionary == nullptr ? nullptr : find(*dictionary, key);
    if (value == nullptr || is_absent(*value)) continue;
    if (setting == nullptr) return *value;
    if (fits(*setting, *value)) return in_table_spelling(*setting, *value);
  }
  return setting == nullptr ? Value() : fallback_of(*setting);
}

Dictionary all_effective(Level level, std::span<const Dictionary* const> nearest_first) {
  Dictionary all;
  for (const auto& setting : settings_of(level))
    if (setting.kind != Kind::password)
      all.emplace(setting.key, effective(setting.key, level, nearest_first));
  for (const auto* dictionary : nearest_first) {
    if (dictionary == nullptr) continue;
    for (const auto& [key, value] : *dictionary)
      if (!is_absent(value) && setting_named(key, level) == nullptr) all.try_emplace(key, value);
  }
  return all;
}

bool is_yes(const Value& value) {
  return value.string() != nullptr && same_but_case(*value.string(), "YES");
}

std::optional<Duration> to_period(const Value& value) {
  const auto amount = quantity(value);
  if (!amount || amount->count < 0) return std::nullopt;
  std::int64_t seconds = 1;
  switch (amount->unit) {
    case '\0':
    case 's':
      break;
    case 'm':
      seconds = 60;
      break;
    case 'h':
      seconds = 3600;
      break;
    case 'd':
      seconds = 86400;
      break;
    default:
      return std::nullopt;
  }
  if (amount->count > longest_period / seconds) return std::nullopt;
  return std::chrono::seconds(amount->count * seconds);
}

std::optional<Flow> to_flow(const Value& value) {
  const auto* pair = value.array();
  if (pair == nullptr || pair->size() != 2) return std::nullopt;
  const auto count = (*pair)[0].whole();
  const auto period = to_period((*pair)[1]);
  if (!count || *count < 1 || *count > std::numeric_limits<int>::max()) return std::nullopt;
  if (!period || *period <= Duration::zero()) return std::nullopt;
  return Flow{static_cast<unsigned>(*count), *period};
}

std::optional<std::uint64_t> to_size(const Value& value) {
  const auto amount = quantity(value);
  if (!amount || amount->count < 0) return std::nullopt;
  unsigned shift = 0;
  switch (amount->unit) {
    case '\0':
      break;
    case 'k':
      shift = 10;
      break;
    case 'm':
      shift = 20;
      break;
    case 'g':
      shift = 30;
      break;
    case 't':
      shift = 40;
      break;
    default:
      return std::nullopt;
  }
  const auto count = static_cast<std::uint64_t>(amount->count);
  if (count > (std::numeric_limits<std::uint64_t>::max() >> shift)) return std::nullopt;
  return count << shift;
}

std::vector<std::string> to_list(const Value& value) {
  std::vector<std::string> list;
  if (const auto* array = value.array()) {
    for (const auto& element : *array) list.push_back(scalar_text(element));
  } else if (const auto text = scalar_text(value); !text.empty()) {
    list.push_back(text);
  }
  return list;
}

}  // namespace gatehouse::settings
