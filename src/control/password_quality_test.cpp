#include "control/password_quality.h"

#include <gtest/gtest.h>

namespace gatehouse::control {
namespace {

TEST(PasswordQuality, KnowsAPoorPassword) {
  for (const auto* poor :
       {"aaaaaaaa", "abcabcba", "racecar1racecar", "joe", "12345678", "abcdefgh"})
    EXPECT_EQ(hard_to_guess(poor, "joe", 40).error().code, ErrorCode::not_allowed) << poor;
  EXPECT_FALSE(hard_to_guess("josephine77", "josephine", 1).has_value());
}

TEST(PasswordQuality, LetsAGoodOnePassWithOrWithoutAWordList) {
  EXPECT_TRUE(hard_to_guess("vq7#Rk2.mWz9pLx4", "joe", 60).has_value());
  EXPECT_TRUE(hard_to_guess("vq7#Rk2.mWz9pLx4", "", 100).has_value());
}

TEST(PasswordQuality, NeverRepeatsThePassword) {
  for (const auto* poor : {"joejoejoe", "qwertyuiop", "vq7#Rk2."}) {
    const auto refused = hard_to_guess(poor, "joe", 100);
    ASSERT_FALSE(refused.has_value()) << poor;
    EXPECT_FALSE(refused.error().detail.contains(poor)) << refused.error().detail;
  }
}

}  // namespace
}  // namespace gatehouse::control
