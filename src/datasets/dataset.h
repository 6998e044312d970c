// A dataset as RFC 2244, section 3, has it: named entries of named attributes. Pure values.
//
// Times are 20 digits, YYYYMMDDHHMMSS and microseconds, GMT: they order as text does, also beside
// shorter ones (RFC 2244, section 3.1.1). A dataset's never go back.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::datasets {

using Modtime = std::string;

struct Value {
  std::vector<std::string> parts;  // any bytes
  bool many = false;               // a list, even when it has one part
  bool operator==(const Value&) const = default;
};

struct Entry {
  std::map<std::string, Value, std::less<>> attributes{};
  std::set<std::string, std::less<>> without{};  // what it does not inherit either
  Modtime modified{};
  bool operator==(const Entry&) const = default;
};

struct Dataset {
  std::map<std::string, Entry, std::less<>> entries{};
  std::map<std::string, Modtime, std::less<>> deleted{};  // entries that are gone, and since when
  std::set<std::string, std::less<>> hidden{};            // entries it does not inherit
  Modtime forgotten{};  // what was deleted up to then is not known any more
  Modtime modified{};   // the newest of all
  bool operator==(const Dataset&) const = default;

  // `now` is newer than `modified`.
  void store(std::string_view entry, std::string_view attribute, Value value, const Modtime& now);
  // As if it had never been stored; `hides`: nor is it inherited (RFC 2244, section 6.6.1).
  void clear(std::string_view entry, std::string_view attribute, const Modtime& now, bool hides);
  void remove(std::string_view entry, const Modtime& now, bool hides);
  // `from` is there, `to` is not.
  void rename(std::string_view from, std::string_view to, const Modtime& now);
};

inline constexpr std::size_t most_entries = 10'000;
inline constexpr std::size_t most_attributes = 200;  // of an entry
inline constexpr std::size_t most_deleted = 1'000;   // remembered

[[nodiscard]] Modtime modtime_of(std::chrono::sys_time<std::chrono::microseconds> at);
[[nodiscard]] Modtime after(const Modtime& modtime);   // the next one
[[nodiscard]] bool is_modtime(std::string_view text);  // 14 digits or more, 40 at most

// malformed: the detail says where.
[[nodiscard]] Result<Dataset> read_dataset(std::string_view text);
[[nodiscard]] std::string to_text(const Dataset& dataset);

}  // namespace gatehouse::datasets
