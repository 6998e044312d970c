// Charts as SVG, made by the server: pure functions of their figures. A chart has a title and a
// description for those who do not see it; series differ by their dashes too, not by colour alone.
// However many points are given, what is drawn is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "web/html.h"

namespace gatehouse::web {

inline constexpr std::size_t most_series = 6;     // the others are summed up as one more
inline constexpr std::size_t most_columns = 240;  // of more points the highest of several is drawn
inline constexpr std::size_t most_bars = 30;      // those that come first

struct Series {
  std::string name;
  std::vector<std::uint64_t> values;  // as many in each of a chart
  [[nodiscard]] std::uint64_t sum() const;
};

// Those with the largest sums first, at most `most_series` and "others"; without those that are
// nothing but zero.
[[nodiscard]] std::vector<Series> largest(std::vector<Series> all);

struct LineChart {
  std::string_view id;  // one of its page: a word
  std::string title;
  std::string description;  // what the drawing says, in words
  std::string begin;        // under the first point...
  std::string end;          // ... and the last
  std::vector<Series> series;
};
[[nodiscard]] Html drawn(const LineChart& chart);

struct Bar {
  std::string name;
  std::int64_t value;   // less than zero: drawn as zero
  std::string figure;   // as text beside it
  bool marked = false;  // calls for a look: hatched, and said so in `figure`
};
struct BarChart {
  std::string_view id;
  std::string title;
  std::string description;
  std::vector<Bar> bars;
};
[[nodiscard]] Html drawn(const BarChart& chart);

}  // namespace gatehouse::web
