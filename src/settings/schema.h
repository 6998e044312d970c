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
  choice,    // one of `choices`, in any case of letters, or one of `synonyms`
  list,      // array of `elements`; a single string where `choices` names it (All, None)
  number,    // #n or a numeric string, inside [least, most]
  period,    // 15, 30s, 5m, 10h, 7d
  flow,      // (count, period), or unlimited
  size,      // 100K, 100M, 2G, unlimited
  password,  // write-only: goes through the password scheme, never shown
  any        // kept as it is, for settings of parts not built yet
};

enum class Level { server, domain, account };  // where a key lives; a higher one may hold a default

struct Setting {
  std::string_view key;
  Kind kind;
  Level level;
  std::string_view fallback = {};  // text form of the value when nobody set it
  std::string_view choices = {};   // separated by |, for choice and list
  std::string_view elements = {};  // separated by |, for list; empty: any. Numbers always pass
  std::string_view synonyms = {};  // "0=NO|1=YES": other spellings of choices
  std::int64_t least = 0;          // for number
  std::int64_t most = 1'000'000'000;
  std::string_view right = {};  // what a domain administrator needs to change it; "": server right
  std::string_view label = {};
  std::string_view help = {};  // one sentence
};

// A key the table does not know is legal: automation written for the modelled product sets many
// keys of parts we do not have. Such a value is kept, shown and inherited as it is.

[[nodiscard]] std::span<const Setting> schema();  // sorted by level, then key
[[nodiscard]] const Setting* setting_named(std::string_view key, Level level);

// malformed: the value is not of the setting's kind; detail says what would be. The string
// "default" passes for every kind.
[[nodiscard]] Result<void> check(const Setting& setting, const Value& value);

// The dictionaries that may hold a value, nearest first; the first that has `key` decides, the
// schema's fallback closes the list. The string "default" counts as absent, and so does a value
// that check() refuses (somebody edited a file). A choice comes in the spelling of `choices`.
[[nodiscard]] Value effective(std::string_view key, Level level,
                              std::span<const Dictionary* const> nearest_first);
// Every key of that level with its effective value, except passwords; keys the table does not know
// where a dictionary holds them.
[[nodiscard]] Dictionary all_effective(Level level,
                                       std::span<const Dictionary* const> nearest_first);

// Typed readings of a value that check() accepted.
[[nodiscard]] bool is_yes(const Value& value);
[[nodiscard]] std::optional<Duration> to_period(const Value& value);
struct Flow {
  unsigned count;
  Duration period;
};
[[nodiscard]] bool is_unlimited(const Value& value);                     // of a flow or a size
[[nodiscard]] std::optional<Flow> to_flow(const Value& value);           // nullopt: unlimited
[[nodiscard]] std::optional<std::uint64_t> to_size(const Value& value);  // nullopt: unlimited
// A string is a list of one, the empty string of none.
[[nodiscard]] std::vector<std::string> to_list(const Value& value);

}  // namespace gatehouse::settings
