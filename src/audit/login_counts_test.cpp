#include "audit/login_counts.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

using std::chrono::minutes;
using Slices = std::vector<LoginCounts::Slice>;

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} +
                    std::chrono::hours{12}};
constexpr minutes one{1};

TEST(LoginCounts, CountsByMinuteServiceAndMethod) {
  LoginCounts counts;
  counts.count("IMAP", "PLAIN", "success", noon);
  counts.count("IMAP", "PLAIN", "wrong password", noon + std::chrono::seconds{59});
  counts.count("POP", "APOP", "locked", noon + minutes{1});
  const Slices expected{{noon, "IMAP", "PLAIN", 1, 1}, {noon + one, "POP", "APOP", 0, 1}};
  EXPECT_EQ(counts.last(2, one, noon + one), expected);
  EXPECT_EQ(counts.last(1, one, noon + one), Slices{expected[1]});
  EXPECT_TRUE(counts.last(5, one, noon + minutes{10}).empty());
}

TEST(LoginCounts, SumsUpLongerPeriodsThatBeginAtWholeOnes) {
  LoginCounts counts;
  for (int i = 0; i < 30; ++i) counts.count("IMAP", "PLAIN", "success", noon + minutes{i});
  const auto now = noon + minutes{29};
  const Slices expected{{noon + minutes{10}, "IMAP", "PLAIN", 10, 0},
                        {noon + minutes{20}, "IMAP", "PLAIN", 10, 0}};
  EXPECT_EQ(counts.last(2, minutes{10}, now), expected);
  EXPECT_EQ(LoginCounts::begin_of(2, minutes{10}, now), noon + minutes{10});
}

TEST(LoginCounts, ForgetsWhatIsADayOld) {
  LoginCounts counts;
  counts.count("IMAP", "PLAIN", "success", noon);
  const auto next_day = noon + std::chrono::hours{24};
  counts.count("POP", "PLAIN", "success", next_day);
  const auto all = counts.last(LoginCounts::minutes_kept, one, next_day);
  EXPECT_EQ(all, (Slices{{next_day, "POP", "PLAIN", 1, 0}}));
}

TEST(LoginCounts, TellsTheResultsSinceTheStart) {
  LoginCounts counts;
  for (int i = 0; i < 3; ++i) counts.count("IMAP", "plain", "success", noon);
  counts.count("IMAP", "PLAIN", "wrong password", noon);
  counts.count("IMAP", "", "not allowed", noon);
  const auto totals = counts.totals();
  ASSERT_EQ(totals.size(), 3U);
  EXPECT_EQ(totals[0].method, "PLAIN");
  EXPECT_EQ(totals[0].result, "success");
  EXPECT_EQ(totals[0].count, 3U);
  EXPECT_EQ(totals[1].count, 1U);
  EXPECT_EQ(totals[2].method, "none");
}

TEST(LoginCounts, HasNoRoomForWhatPeersMakeUp) {
  LoginCounts counts;
  for (int i = 0; i < 100000; ++i)
    counts.count("IMAP", "X-" + std::to_string(i), "unknown mechanism", noon);
  counts.count("IMAP", "PLAIN", "success", noon);
  EXPECT_EQ(counts.last(1, one, noon),
            (Slices{{noon, "IMAP", "other", 0, 100000}, {noon, "IMAP", "PLAIN", 1, 0}}));
}

TEST(LoginCounts, IsBoundedWhateverItIsTold) {
  LoginCounts counts;
  for (int i = 0; i < 10000; ++i)
    counts.count("S" + std::to_string(i), "M", "R" + std::to_string(i), noon);
  EXPECT_LE(counts.last(1, one, noon).size(), LoginCounts::most_kinds);
  EXPECT_LE(counts.totals().size(), LoginCounts::most_results + 1);
  std::uint64_t sum = 0;
  for (const auto& total : counts.totals()) sum += total.count;
  EXPECT_EQ(sum, 10000U);
}

TEST(LoginCounts, StandsAClockThatIsSetBack) {
  LoginCounts counts;
  counts.count("IMAP", "PLAIN", "success", noon + std::chrono::hours{24 * 400});
  counts.count("IMAP", "PLAIN", "success", noon);
  EXPECT_EQ(counts.last(1, one, noon).size(), 1U);
}

}  // namespace
}  // namespace gatehouse::audit
