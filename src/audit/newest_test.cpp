#include "audit/newest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "audit/backward_lines.h"
#include "audit/trail_fixture.h"

namespace gatehouse::audit {
namespace {

TrailPage page_of(const Trail& trail, const ShowOptions& options, std::string_view after = {},
                  std::size_t most = 100) {
  auto page = newest(trail.folder(), options, after, most);
  EXPECT_TRUE(page) << page.error().detail;
  return page ? std::move(*page) : TrailPage{};
}

std::vector<Id> ids(const TrailPage& page) {
  std::vector<Id> all;
  for (const auto& entry : page.entries) all.push_back(entry.id);
  return all;
}

TEST(NewestFirst, GivesEachRecordOnceOverAllDays) {
  Trail trail;
  trail.fill(3, 5);
  const auto whole = ids(page_of(trail, {}));
  ASSERT_GT(whole.size(), 18U);
  EXPECT_TRUE(std::ranges::is_sorted(whole, std::greater<>()));
  for (const std::size_t most : {1U, 2U, 3U, 7U}) {
    std::vector<Id> all;
    std::string after;
    do {
      const auto page = page_of(trail, {}, after, most);
      EXPECT_LE(page.entries.size(), most);
      for (const auto id : ids(page)) all.push_back(id);
      after = page.next;
    } while (!after.empty() && all.size() < 100);
    EXPECT_EQ(all, whole) << most;
  }
}

TEST(NewestFirst, ChoosesAsShowDoes) {
  Trail trail;
  trail.fill(3, 2);
  EXPECT_EQ(page_of(trail, {.kind = Kind::change}).entries.size(), 3U);
  EXPECT_EQ(page_of(trail, {.account = "JOE@company.com"}).entries.size(), 6U);
  EXPECT_EQ(page_of(trail, {.account = "mary@company.com"}).entries.size(), 0U);
  EXPECT_EQ(page_of(trail, {.kind = Kind::login, .address = "10.0.0.5"}).entries.size(), 6U);
  EXPECT_EQ(page_of(trail, {.address = "10.0.0"}).entries.size(), 0U);
  EXPECT_EQ(page_of(trail, {.text = "createaccount"}).entries.size(), 3U);
  EXPECT_EQ(page_of(trail, {.since = "2026-01-03", .kind = Kind::login}).entries.size(), 2U);
  EXPECT_EQ(page_of(trail, {.until = "2026-01-01", .kind = Kind::login}).entries.size(), 2U);
}

TEST(NewestFirst, RefusesPlacesThatAreNotInTheTrail) {
  Trail trail;
  trail.fill(1, 1);
  for (const auto after : {"x", "2026-01-01.log", "2026-01-01.log:x", "2026-02-01.log:0",
                           "../../etc/passwd:5", "head:3", ":", "2026-01-01.log:-1"})
    EXPECT_EQ(newest(trail.folder(), {}, after, 10).error().code, ErrorCode::malformed) << after;
  EXPECT_TRUE(page_of(trail, {}, "2026-01-01.log:99999999").next.empty());
}

TEST(NewestFirst, HasNothingWhereNoTrailIs) {
  const auto page = newest("/nonexistent/trail", {}, {}, 10);
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->entries.empty());
}

TEST(NewestFirst, ReadsOnlySoMuchForAPage) {
  Trail trail;
  trail.fill(1, 1);
  std::string other(1000, 'x');
  other += '\n';
  std::string much;
  for (int i = 0; i < 10000; ++i) much += other;
  Trail::replace(trail.file(1), Trail::content(trail.file(1)) + much);
  const auto page = page_of(trail, {});
  EXPECT_TRUE(page.entries.empty());
  ASSERT_FALSE(page.next.empty());
  std::string after = page.next;
  int pages = 1;
  for (; !after.empty() && pages < 10; ++pages) after = page_of(trail, {}, after).next;
  EXPECT_EQ(pages, 3);
}

class Lines : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::string> backwards(std::string_view text) const {
    const auto path = folder_.path() / "file";
    std::ofstream(path, std::ios::binary) << text;
    auto lines = BackwardLines::open(path, std::nullopt);
    std::vector<std::string> all;
    while (auto line = lines->next()) all.push_back(std::move(*line));
    return all;
  }
  directory::TemporaryFolder folder_;
};

TEST_F(Lines, ComeFromTheEnd) {
  using All = std::vector<std::string>;
  EXPECT_EQ(backwards(""), All{});
  EXPECT_EQ(backwards("half"), All{});
  EXPECT_EQ(backwards("\n"), All{""});
  EXPECT_EQ(backwards("one\ntwo\n"), (All{"two", "one"}));
  EXPECT_EQ(backwards("one\n\ntwo\nhalf"), (All{"two", "", "one"}));
}

TEST_F(Lines, CrossTheBordersOfBlocks) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "line " + std::to_string(i) + "\n";
  const auto all = backwards(text);
  ASSERT_EQ(all.size(), 20000U);
  for (std::size_t i = 0; i < all.size(); ++i)
    ASSERT_EQ(all[i], "line " + std::to_string(all.size() - 1 - i));
}

TEST_F(Lines, AreCutWhereTheyAreTooLong) {
  const auto all = backwards("first\n" + std::string(1000000, 'x') + "\nlast\n");
  ASSERT_GE(all.size(), 3U);
  EXPECT_EQ(all.front(), "last");
  EXPECT_EQ(all.back(), "first");
  for (const auto& line : all) EXPECT_LE(line.size(), 2 * BackwardLines::longest_line);
}

}  // namespace
}  // namespace gatehouse::audit
