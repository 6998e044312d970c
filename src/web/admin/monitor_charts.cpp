// What people would rather see than read; each chart with its figures beside it.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "web/admin/domain_frame.h"
#include "web/admin/handlers.h"
#include "web/admin/monitor_parts.h"
#include "web/chart.h"
#include "web/parts.h"

namespace gatehouse::web::admin {
namespace {

using settings::Dictionary;

struct Span {
  std::string_view name;
  std::string_view words;
  std::string_view command;
};
constexpr Span hour{"hour", "The last hour", "LAST 60 STEP 1"};
constexpr Span day{"day", "The last day", "LAST 1440 STEP 10"};
constexpr std::int64_t days_to_look = 30;

const Span& span_of(const View& view) { return view.query.text("span") == day.name ? day : hour; }

std::string_view key_of(const View& view) {
  return view.query.text("by") == "method" ? "Method" : "Service";
}

Url way(const View& view, std::string_view span, std::string_view by) {
  Url url(view.page.path);
  url.with("span", span).with("by", by);
  return url;
}

Html ways(const View& view) {
  const auto& span = span_of(view);
  const bool by_method = key_of(view) == "Method";
  const std::string_view by = by_method ? "method" : "service";
  return tabs("Period", {{hour.words, way(view, hour.name, by), &span == &hour},
                         {day.words, way(view, day.name, by), &span == &day}}) +
         tabs("By", {{"By protocol", way(view, span.name, "service"), !by_method},
                     {"By method", way(view, span.name, "method"), by_method}});
}

void add(Series& series, const settings::Array& numbers) {
  for (std::size_t i = 0; i < numbers.size() && i < series.values.size(); ++i)
    series.values[i] += static_cast<std::uint64_t>(numbers[i].whole().value_or(0));
}

// `what`: Granted or Refused, `by`: Service or Method.
std::vector<Series> series_of(const Dictionary& statistics, std::string_view what,
                              std::string_view by) {
  constexpr std::int64_t most_periods = 1440;
  const auto periods = std::clamp<std::int64_t>(whole_at(statistics, "Periods"), 1, most_periods);
  std::map<std::string, Series> all;
  for (const auto& one : array_at(statistics, "Logins")) {
    if (one.dictionary() == nullptr) continue;
    const auto name = text_at(*one.dictionary(), by);
    auto& series = all[name];
    series.name = name;
    series.values.resize(static_cast<std::size_t>(periods));
    add(series, array_at(*one.dictionary(), what));
  }
  std::vector<Series> list;
  for (auto& [name, series] : all) list.push_back(std::move(series));
  return largest(std::move(list));
}

Html figures(std::string_view caption, std::string_view unit, const std::vector<Series>& all) {
  const auto highest = "Most in " + std::string(unit);
  Table table(caption, {"What", "In all", highest, "Now"});
  for (const auto& series : all)
    table.row({text_of(series.name), text_of(std::to_string(series.sum())),
               text_of(std::to_string(std::ranges::max(series.values))),
               text_of(std::to_string(series.values.back()))});
  return table.html();
}

// The time of day so many minutes on.
std::string clock_at(const Dictionary& statistics, std::int64_t minutes) {
  const auto begin = time_at(statistics, "Begin");
  return begin ? clock_words(*begin + std::chrono::minutes{minutes}) : std::string();
}

// All figures, period by period.
Html details(const Dictionary& statistics, const std::vector<Series>& all) {
  if (all.empty()) return {};
  std::vector<std::string_view> heads{"From"};
  for (const auto& series : all) heads.push_back(series.name);
  Table table("Each period", heads);
  const auto step = whole_at(statistics, "StepMinutes");
  for (std::size_t at = 0; at < all.front().values.size(); ++at) {
    const bool nothing =
        std::ranges::all_of(all, [at](const Series& series) { return series.values[at] == 0; });
    if (nothing) continue;
    std::vector<Html> cells{text_of(clock_at(statistics, step * static_cast<std::int64_t>(at)))};
    for (const auto& series : all) cells.push_back(text_of(std::to_string(series.values[at])));
    table.row(cells);
  }
  return "<details><summary>Figures of each period</summary>\n" + table.html() + "</details>\n";
}

std::string description_of(const std::vector<Series>& all) {
  if (all.empty()) return "There were none.";
  std::string words = "In all:";
  for (const auto& series : all)
    words += " " + series.name + " " + std::to_string(series.sum()) + ",";
  words.back() = '.';
  return words;
}

Html logins(const View& view, const Dictionary& statistics, std::string_view what,
            std::string_view title) {
  const auto all = series_of(statistics, what, key_of(view));
  const auto step = whole_at(statistics, "StepMinutes");
  const auto unit = step == 1 ? std::string("a minute") : std::to_string(step) + " minutes";
  const auto heading = std::string(title) + " in " + unit;
  const LineChart chart{.id = what,
                        .title = heading,
                        .description = description_of(all),
                        .begin = clock_at(statistics, 0),
                        .end = clock_at(statistics, step * (whole_at(statistics, "Periods") - 1)),
                        .series = all};
  return section(heading, "<div class=\"charted\">\n" + drawn(chart) + figures(title, unit, all) +
                              "</div>\n" + details(statistics, all));
}

Html drawn_if_any(const BarChart& chart) { return chart.bars.empty() ? Html() : drawn(chart); }

Html blocked(const Answer& answer) {
  Table table("Addresses that are blocked for a time", {"Address", "Time left"});
  BarChart chart{.id = "blocked",
                 .title = "Blocked addresses by the time left",
                 .description = "The figures are in the table.",
                 .bars = {}};
  auto rest = answer.text();
  while (!rest.empty() && chart.bars.size() < most_bars) {
    const auto one = take_until(rest, ',');
    const auto dash = one.rfind('-');
    if (dash == one.npos) continue;
    const std::string address(one.substr(0, dash));
    const auto left = to_number<std::int64_t>(one.substr(dash + 1));
    const auto words = left ? period_words(*left) : std::string("for good");
    chart.bars.push_back({address, left.value_or(0), words, !left});
    table.row({text_of(address), text_of(words)});
  }
  return section("Blocked addresses",
                 "<div class=\"charted\">\n" + drawn_if_any(chart) + table.html() + "</div>\n" +
                     (rest.empty() ? Html() : "<p>" + link(Url(failures_path), "All") + "</p>\n"));
}

std::string days_words(std::int64_t days) {
  if (days < 0) return "has ended";
  return std::to_string(days) + " days" + (days <= days_to_look ? ": soon" : "");
}

Html certificates(const Dictionary& status) {
  Table table("Certificates, those that end first", {"Domain", "Key", "Days left", "Ends"});
  BarChart chart{.id = "certificates",
                 .title = "Certificates by days left",
                 .description = "The figures are in the table.",
                 .bars = {}};
  for (const auto& one : array_at(status, "Certificates")) {
    if (one.dictionary() == nullptr || chart.bars.size() >= most_bars) continue;
    const auto& row = *one.dictionary();
    const auto days = whole_at(row, "DaysLeft");
    const auto words = days_words(days);
    chart.bars.push_back({text_at(row, "Domain"), days, words, days <= days_to_look});
    table.row({text_of(text_at(row, "Domain")), text_of(text_at(row, "Key")), text_of(words),
               text_of(text_at(row, "NotAfter"))});
  }
  return section("Certificates",
                 "<div class=\"charted\">\n" + drawn_if_any(chart) + table.html() + "</div>\n");
}

}  // namespace

net::Task<Shown> show_charts(View& view) {
  Command ask("GETLOGINSTATISTICS");
  ask.keyword(span_of(view).command);
  const auto answer = co_await view.desk.command(ask.line());
  if (!answer.done()) co_return refused(answer);
  const Command ask_blocked("GETTEMPBLACKLISTEDIPS");
  const auto blocked_now = co_await view.desk.command(ask_blocked.line());
  const Command ask_status("GETSITESTATUS");
  const auto status = co_await view.desk.command(ask_status.line());
  const auto& statistics = answer.dictionary();
  Shown page{.title = "Charts"};
  page.content = ways(view) +
                 "<p>Times are UTC. What was before the server started is not counted.</p>\n" +
                 logins(view, statistics, "Granted", "Logins") +
                 logins(view, statistics, "Refused", "Failures") + blocked(blocked_now) +
                 certificates(status.dictionary());
  co_return page;
}

}  // namespace gatehouse::web::admin
