#include "web/chart.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gatehouse::web {
namespace {

// In units of the drawing.
constexpr std::int64_t width = 480;
constexpr std::int64_t left = 44;
constexpr std::int64_t right = 470;
constexpr std::int64_t top = 12;
constexpr std::int64_t bottom = 160;
constexpr std::int64_t legend_row = 20;
constexpr std::int64_t legend_columns = 2;
constexpr std::int64_t bar_row = 26;
constexpr std::int64_t bar_begin = 190;
constexpr std::int64_t bar_end = 370;
constexpr std::size_t longest_name = 26;

using Values = std::vector<std::uint64_t>;

Html number(auto value) { return text_of(std::to_string(value)); }

Html head(std::string_view id, std::string_view title, std::string_view description,
          std::int64_t height) {
  const auto name = text_of(id);
  return "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 " + number(width) + " " + number(height) +
         "\" aria-labelledby=\"" + name + "-t " + name + "-d\">\n<title id=\"" + name + "-t\">" +
         text_of(title) + "</title>\n<desc id=\"" + name + "-d\">" + text_of(description) +
         "</desc>\n";
}

Html words(std::int64_t x, std::int64_t y, const Html& mark, std::string_view text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" + mark + ">" + text_of(text) +
         "</text>\n";
}

Html line(std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2, const Html& mark) {
  return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
         "\" y2=\"" + number(y2) + "\" class=\"" + mark + "\"/>\n";
}

// 1, 2 or 5 and zeros, so that the middle or the end of the scale is a whole number.
std::uint64_t scale_for(std::uint64_t highest) {
  for (std::uint64_t unit = 1;; unit *= 10) {
    for (const std::uint64_t step : {1U, 2U, 5U})
      if (step * unit >= highest) return step * unit;
    if (unit > highest) return highest;
  }
}

// The highest of each group of neighbours.
Values thinned(const Values& values) {
  if (values.size() <= most_columns) return values;
  Values made(most_columns, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& column = made[i * most_columns / values.size()];
    column = std::max(column, values[i]);
  }
  return made;
}

std::string tenths(std::int64_t value) {
  return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

std::string path_of(const Values& values, std::uint64_t scale) {
  std::string path;
  const auto last = static_cast<std::int64_t>(std::max<std::size_t>(values.size(), 2)) - 1;
  std::int64_t at = 0;
  for (const auto value : values) {
    const auto share = static_cast<double>(value) / static_cast<double>(scale);
    const auto x = left * 10 + (right - left) * 10 * at++ / last;
    const auto y = bottom * 10 - static_cast<std::int64_t>(share * (bottom - top) * 10);
    path += (path.empty() ? "M" : " L") + tenths(x) + " " + tenths(y);
  }
  return path;
}

Html series_mark(std::size_t at) { return "line s" + number(at); }

Html axis(const LineChart& chart, std::uint64_t scale) {
  auto made = line(left, bottom, right, bottom, "axis") + line(left, top, right, top, "grid") +
              words(left - 6, bottom + 4, " text-anchor=\"end\"", "0") +
              words(left - 6, top + 4, " text-anchor=\"end\"", std::to_string(scale)) +
              words(left, bottom + 18, {}, chart.begin) +
              words(right, bottom + 18, " text-anchor=\"end\"", chart.end);
  if (scale % 2 != 0) return made;
  const auto middle = (top + bottom) / 2;
  return made + line(left, middle, right, middle, "grid") +
         words(left - 6, middle + 4, " text-anchor=\"end\"", std::to_string(scale / 2));
}

std::string cut(std::string_view name) {
  if (name.size() <= longest_name) return std::string(name);
  return std::string(name.substr(0, longest_name - 3)) + "...";
}

Html legend(const std::vector<Series>& series) {
  Html made;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const auto x = left + at % legend_columns * (right - left) / legend_columns;
    const auto y = bottom + 40 + at / legend_columns * legend_row;
    made += line(x, y - 4, x + 28, y - 4, series_mark(i)) +
            words(x + 34, y, {}, cut(series[i].name) + ": " + std::to_string(series[i].sum()));
  }
  return made;
}

Html bar(const Bar& bar, std::int64_t row, std::int64_t highest) {
  const auto y = row * bar_row + 6;
  const auto length = bar.value <= 0 ? 0 : (bar_end - bar_begin) * bar.value / highest;
  const Html mark = bar.marked ? Html("bar marked") : Html("bar");
  return words(bar_begin - 8, y + 14, " text-anchor=\"end\"", cut(bar.name)) + "<rect x=\"" +
         number(bar_begin) + "\" y=\"" + number(y) + "\" width=\"" +
         number(std::max<std::int64_t>(length, 1)) + "\" height=\"18\" class=\"" + mark + "\"/>\n" +
         words(bar_begin + std::max<std::int64_t>(length, 1) + 6, y + 14, {}, bar.figure);
}

}  // namespace

std::uint64_t Series::sum() const {
  return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

std::vector<Series> largest(std::vector<Series> all) {
  std::erase_if(all, [](const Series& series) { return series.sum() == 0; });
  std::ranges::sort(all, [](const Series& one, const Series& other) {
    return std::pair(other.sum(), one.name) < std::pair(one.sum(), other.name);
  });
  if (all.size() <= most_series) return all;
  Series others{.name = "others", .values = Values(all.front().values.size())};
  for (std::size_t i = most_series; i < all.size(); ++i)
    for (std::size_t at = 0; at < all[i].values.size() && at < others.values.size(); ++at)
      others.values[at] += all[i].values[at];
  all.resize(most_series);
  all.push_back(std::move(others));
  return all;
}

Html drawn(const LineChart& chart) {
  std::vector<Series> series = chart.series;
  if (series.size() > most_series + 1) series = largest(std::move(series));
  std::uint64_t highest = 1;
  for (const auto& one : series)
    for (const auto value : one.values) highest = std::max(highest, value);
  const auto scale = scale_for(highest);
  const auto rows = (static_cast<std::int64_t>(series.size()) + 1) / legend_columns;
  auto made = head(chart.id, chart.title, chart.description, bottom + 28 + rows * legend_row) +
              axis(chart, scale);
  for (std::size_t i = series.size(); i-- > 0;)
    made += "<path d=\"" + text_of(path_of(thinned(series[i].values), scale)) + "\" class=\"" +
            series_mark(i) + "\"/>\n";
  return made + legend(series) + "</svg>\n";
}

Html drawn(const BarChart& chart) {
  const auto count = std::min(chart.bars.size(), most_bars);
  std::int64_t highest = 1;
  for (std::size_t i = 0; i < count; ++i) highest = std::max(highest, chart.bars[i].value);
  auto made = head(chart.id, chart.title, chart.description,
                   static_cast<std::int64_t>(count) * bar_row + 8);
  for (std::size_t i = 0; i < count; ++i)
    made += bar(chart.bars[i], static_cast<std::int64_t>(i), highest);
  return made + "</svg>\n";
}

}  // namespace gatehouse::web
