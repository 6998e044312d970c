// How often something happened within the last period, never less than that: the period is cut into
// slices, and one that began within it counts whole. Of a fixed size however much happens.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace gatehouse::auth {

class SlidingCount {
 public:
  static constexpr std::size_t slices = 16;  // the period and the one slice that leaves it

  void add(Duration period, Moment now);
  // What happened under another period is forgotten.
  [[nodiscard]] unsigned within(Duration period, Moment now) const;

  // As it may be kept for a process to come: newest first, and how long ago the newest began.
  struct Kept {
    Duration width{};  // zero: nothing was counted
    Duration age{};
    std::array<std::uint32_t, slices> counts{};
  };
  [[nodiscard]] Kept kept(Moment now) const;
  [[nodiscard]] static SlidingCount from(const Kept& kept, Moment now);

 private:
  void roll(Duration width, Moment now);

  Duration width_{};
  std::int64_t newest_ = 0;  // number of the slice since the clock's beginning
  std::array<std::uint32_t, slices> counts_{};
};

}  // namespace gatehouse::auth
