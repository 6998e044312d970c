#include "auth/refusal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gatehouse::auth {
namespace {

constexpr Cause every_cause[] = {
    Cause::malformed,     Cause::aborted,        Cause::unknown_mechanism,
    Cause::needs_privacy, Cause::wrong_password, Cause::unknown_account,
    Cause::locked,        Cause::not_allowed,    Cause::unavailable,
    Cause::out_of_order};

TEST(Refusal, LooksTheSameForAllThatWouldGiveANameAway) {
  const auto wrong = denial_of(Cause::wrong_password, true);
  EXPECT_EQ(wrong.kind, DenialKind::refused);
  for (const auto cause : {Cause::unknown_account, Cause::locked}) {
    EXPECT_EQ(denial_of(cause, true).kind, wrong.kind);
    EXPECT_EQ(denial_of(cause, true).words, wrong.words);
  }
}

TEST(Refusal, TellsThemApartWhereNamesAreNotHidden) {
  EXPECT_EQ(denial_of(Cause::locked, false).kind, DenialKind::locked);
  EXPECT_EQ(denial_of(Cause::unknown_account, false).kind, DenialKind::refused);
  EXPECT_NE(denial_of(Cause::unknown_account, false).words,
            denial_of(Cause::wrong_password, false).words);
}

TEST(Refusal, HasPrintableWordsForEveryCause) {
  std::set<std::string_view> names;
  for (const auto cause : every_cause)
    for (const bool hidden : {true, false}) {
      const auto words = denial_of(cause, hidden).words;
      EXPECT_FALSE(words.empty());
      EXPECT_TRUE(std::ranges::all_of(words, [](char c) { return c >= ' ' && c < 0x7F; })) << words;
      names.insert(name_of(cause));
    }
  EXPECT_EQ(names.size(), std::size(every_cause));
}

TEST(Refusal, CountsAgainstTheAccountOnlyWhatWasComparedAndWrong) {
  for (const auto cause : every_cause)
    EXPECT_EQ(counts_for_account(cause),
              cause == Cause::wrong_password || cause == Cause::unknown_account);
}

TEST(Refusal, CountsNothingThatWasNotDecided) {
  EXPECT_FALSE(counts_for_connection(Cause::unavailable));
  EXPECT_TRUE(counts_for_connection(Cause::aborted));
  EXPECT_TRUE(counts_for_connection(Cause::unknown_mechanism));
}

TEST(Refusal, IsToldWhenItsTimeHasCome) {
  using std::chrono::milliseconds;
  const auto left = [](int least, int taken) {
    return left_until_told(milliseconds{least}, milliseconds{taken}) / milliseconds{1};
  };
  EXPECT_EQ(left(2000, 0), 2000);
  EXPECT_EQ(left(2000, 60), 1940);
  EXPECT_EQ(left_until_told(milliseconds{2000}, std::chrono::microseconds{25'300}),
            std::chrono::microseconds{1'974'700});
  EXPECT_EQ(left(2000, 2000), 0);
  EXPECT_EQ(left(2000, 2001), 499) << "half a second later";
  EXPECT_EQ(left(2000, 2500), 0);
  EXPECT_EQ(left(2000, 7200), 300);
  EXPECT_EQ(left(0, 0), 0) << "0: at once";
  EXPECT_EQ(left(0, 700), 0);
}

TEST(Refusal, NeverReadsATroubleOfOursAsAWrongPassword) {
  for (const auto code : {ErrorCode::unavailable, ErrorCode::damaged, ErrorCode::closed,
                          ErrorCode::timed_out, ErrorCode::conflict, ErrorCode::not_found})
    EXPECT_EQ(refusal_of({code, {}}).cause, Cause::unavailable);
}

}  // namespace
}  // namespace gatehouse::auth
