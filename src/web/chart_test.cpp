#include "web/chart.h"

#include <gtest/gtest.h>

namespace gatehouse::web {
namespace {

TEST(LineChart, IsDrawnOutOfItsFigures) {
  const LineChart chart{.id = "c",
                        .title = "Logins",
                        .description = "Three in all.",
                        .begin = "10:00",
                        .end = "10:02",
                        .series = {{"IMAP", {0, 2, 1}}}};
  EXPECT_EQ(drawn(chart).markup(),
            R"(<svg class="chart" role="img" viewBox="0 0 480 208" aria-labelledby="c-t c-d">
<title id="c-t">Logins</title>
<desc id="c-d">Three in all.</desc>
<line x1="44" y1="160" x2="470" y2="160" class="axis"/>
<line x1="44" y1="12" x2="470" y2="12" class="grid"/>
<text x="38" y="164" text-anchor="end">0</text>
<text x="38" y="16" text-anchor="end">2</text>
<text x="44" y="178">10:00</text>
<text x="470" y="178" text-anchor="end">10:02</text>
<line x1="44" y1="86" x2="470" y2="86" class="grid"/>
<text x="38" y="90" text-anchor="end">1</text>
<path d="M44.0 160.0 L257.0 12.0 L470.0 86.0" class="line s0"/>
<line x1="44" y1="196" x2="72" y2="196" class="line s0"/>
<text x="78" y="200">IMAP: 3</text>
</svg>
)");
}

TEST(LineChart, StandsTenThousandPointsAndManySeries) {
  LineChart chart{
      .id = "c", .title = "t", .description = "d", .begin = "", .end = "", .series = {}};
  for (std::size_t i = 0; i < 100; ++i) {
    Series series{.name = "series " + std::to_string(i), .values = {}};
    series.values.assign(10000, i);
    if (i == 99) series.values[5000] = 1'000'000'000'000ULL;
    chart.series.push_back(std::move(series));
  }
  const auto markup = drawn(chart).markup();
  EXPECT_LT(markup.size(), 40000U);
  EXPECT_NE(markup.find("others"), markup.npos);
  EXPECT_NE(markup.find(" 12.0"), markup.npos) << "a peak is not lost";
}

TEST(LineChart, IsThereWithoutFigures) {
  const LineChart chart{
      .id = "c", .title = "t", .description = "d", .begin = "a", .end = "b", .series = {}};
  EXPECT_NE(drawn(chart).markup().find("</svg>"), std::string::npos);
  LineChart one{.id = "c",
                .title = "t",
                .description = "d",
                .begin = "a",
                .end = "b",
                .series = {{"x", {5}}}};
  EXPECT_NE(drawn(one).markup().find("M44.0 12.0\""), std::string::npos);
}

TEST(LineChart, MakesNamesHarmless) {
  const LineChart chart{.id = "c",
                        .title = "<script>",
                        .description = "\"><b>",
                        .begin = "<i>",
                        .end = "</svg>",
                        .series = {{"<img src=x>", {1}}}};
  const auto markup = drawn(chart).markup();
  for (const auto* bad : {"<script", "<b>", "<i>", "<img", "</svg><"})
    EXPECT_EQ(markup.find(bad), markup.npos) << bad;
}

TEST(Largest, LeavesOutNothingButZerosAndSumsUpTheRest) {
  std::vector<Series> all{{"none", {0, 0}}};
  for (std::uint64_t i = 1; i <= 8; ++i) all.push_back({std::to_string(i), {i, 1}});
  const auto chosen = largest(all);
  ASSERT_EQ(chosen.size(), most_series + 1);
  EXPECT_EQ(chosen.front().name, "8");
  EXPECT_EQ(chosen.back().name, "others");
  EXPECT_EQ(chosen.back().values, (std::vector<std::uint64_t>{3, 2}));
}

TEST(BarChart, IsDrawnOutOfItsFigures) {
  const BarChart chart{.id = "b",
                       .title = "Days",
                       .description = "d",
                       .bars = {{"a.test", 10, "10 days"}, {"<b>", -3, "has ended", true}}};
  EXPECT_EQ(drawn(chart).markup(),
            R"(<svg class="chart" role="img" viewBox="0 0 480 60" aria-labelledby="b-t b-d">
<title id="b-t">Days</title>
<desc id="b-d">d</desc>
<text x="182" y="20" text-anchor="end">a.test</text>
<rect x="190" y="6" width="180" height="18" class="bar"/>
<text x="376" y="20">10 days</text>
<text x="182" y="46" text-anchor="end">&lt;b&gt;</text>
<rect x="190" y="32" width="1" height="18" class="bar marked"/>
<text x="197" y="46">has ended</text>
</svg>
)");
}

TEST(BarChart, DrawsOnlySoMany) {
  BarChart chart{.id = "b", .title = "t", .description = "d", .bars = {}};
  for (int i = 0; i < 10000; ++i)
    chart.bars.push_back({std::string(1000, 'x'), 1'000'000'000'000, "1"});
  EXPECT_LT(drawn(chart).markup().size(), 10000U);
}

}  // namespace
}  // namespace gatehouse::web
