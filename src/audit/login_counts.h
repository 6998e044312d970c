// How many logins were let in and refused: for each minute of the last day by service and method,
// and since the start by result too. Bounded, whatever peers send. A plain value; no lock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/clock.h"

namespace gatehouse::audit {

class LoginCounts {
 public:
  static constexpr std::size_t minutes_kept = 24UL * 60;
  static constexpr std::size_t most_kinds = 256;     // pairs of service and method
  static constexpr std::size_t most_results = 2048;  // ... with a result
  static constexpr std::string_view other = "other";

  // `result` as in Record. Mechanisms nobody here knows are one, and so is whatever finds no room.
  void count(std::string_view service, std::string_view method, std::string_view result, Time now);

  struct Total {
    std::string service;
    std::string method;
    std::string result;
    std::uint64_t count;
  };
  [[nodiscard]] std::vector<Total> totals() const;  // by name

  struct Slice {
    Time from{};
    std::string service{};
    std::string method{};
    std::uint64_t granted = 0;
    std::uint64_t refused = 0;
    bool operator==(const Slice&) const = default;
  };
  // Of `slices` periods of `step` each, the last one under way; what was not counted in is left
  // out. Oldest first. Each begins at a multiple of `step`, one minute or more.
  [[nodiscard]] std::vector<Slice> last(std::size_t slices, std::chrono::minutes step,
                                        Time now) const;
  // Where the first of those periods begins.
  [[nodiscard]] static Time begin_of(std::size_t slices, std::chrono::minutes step, Time now);

 private:
  using Kind = std::pair<std::string, std::string>;
  struct Count {
    std::uint32_t kind;
    std::uint32_t granted = 0;
    std::uint32_t refused = 0;
  };
  struct Minute {
    std::int64_t number = -1;  // since the epoch
    std::vector<Count> counts{};
  };

  [[nodiscard]] std::uint32_t number_of(const Kind& kind);
  Count& count_of(std::uint32_t kind, Time now);

  std::vector<Minute> ring_ = std::vector<Minute>(minutes_kept);
  std::vector<Kind> kinds_{{std::string(other), std::string(other)}};
  std::map<Kind, std::uint32_t> numbers_;
  std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> totals_;
};

}  // namespace gatehouse::audit
