// Everything an administrator can set, described once: the table feeds the settings files, the CLI,
// validation, later WebAdmin, and the reference manual (doc/settings.md is generated from it).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::settings {

enum class Kind {
  flag,      // YES or NO
  text,      // any string
  choice,    // one of `choices`
  list,      // array of strings; a single string where `choices` names it (All, None)
  number,    // #n or a numeric string, inside [least, most]
  period,    // 15, 30s, 5m, 10h, 7d
  flow,      // (count, period)
  size,      // 100K, 100M, 2G, unlimited
  password,  // write-only: goes through the password scheme, never shown
  any        // kept as it is, for settings of parts not built yet
};

enum class Level { server, domain, account };  // where a key lives; a higher one may hold a default

struct Setting {
  std::string_view key;
  Kind kind;
  Level level;
  std::string_view fallback;  // text form of the value when nobody set it
  std::string_view choices;   // space separated, for choice and list
  std::string_view right;     // domain right a domain administrator needs to change it; "": server right
  std::string_view label;
  std::string_view help;      // one sentence
};

[[nodiscard]] std::span<const Setting> schema();
[[nodiscard]] const Setting* setting_named(std::string_view key, Level level);

// malformed: the value is not of the setting's kind; detail says what would be.
[[nodiscard]] Result<void> check(const Setting& setting, const Value& value);

// The dictionaries that may hold a value, nearest first; the first that has `key` decides, the
// schema's fallback closes the list. The string "default" counts as absent.
[[nodiscard]] Value effective(std::string_view key, Level level,
                              std::span<const Dictionary* const> nearest_first);
// Every key of that level with its effective value.
[[nodiscard]] Dictionary all_effective(Level level,
                                       std::span<const Dictionary* const> nearest_first);

// Typed readings of a value that check() accepted.
[[nodiscard]] bool is_yes(const Value& value);
[[nodiscard]] std::optional<Duration> to_period(const Value& value);
struct Flow {
  unsigned count;
  Duration period;
};
[[nodiscard]] std::optional<Flow> to_flow(const Value& value);
[[nodiscard]] std::optional<std::uint64_t> to_size(const Value& value);  // nullopt: unlimited
[[nodiscard]] std::vector<std::string> to_list(const Value& value);      // a string: one element

}  // namespace gatehouse::settings
