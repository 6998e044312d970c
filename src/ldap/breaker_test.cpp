#include "ldap/breaker.h"

#include <gtest/gtest.h>

namespace gatehouse::ldap {
namespace {

using std::chrono::seconds;

struct BreakerTest : testing::Test {
  void fail_times(int times) {
    for (int i = 0; i < times; ++i) breaker.failed(clock.moment());
  }
  FakeClock clock;
  Breaker breaker;
};

TEST_F(BreakerTest, StaysClosedForFourFailuresInARow) {
  fail_times(4);
  EXPECT_TRUE(breaker.admits(clock.moment()));
  breaker.succeeded();
  fail_times(4);
  EXPECT_TRUE(breaker.admits(clock.moment()));
  EXPECT_FALSE(breaker.open());
}

TEST_F(BreakerTest, TheFifthFailureOpensIt) {
  fail_times(4);
  EXPECT_TRUE(breaker.failed(clock.moment()));
  EXPECT_TRUE(breaker.open());
  EXPECT_FALSE(breaker.admits(clock.moment()));
  EXPECT_FALSE(breaker.failed(clock.moment())) << "it was open before";
}

TEST_F(BreakerTest, LetsOneQuestionThroughEachTenSeconds) {
  fail_times(5);
  clock.advance(seconds{10} - Duration{1});
  EXPECT_FALSE(breaker.admits(clock.moment()));
  clock.advance(Duration{1});
  EXPECT_TRUE(breaker.admits(clock.moment()));
  EXPECT_FALSE(breaker.admits(clock.moment()));
  breaker.failed(clock.moment());
  clock.advance(seconds{10});
  EXPECT_TRUE(breaker.admits(clock.moment()));
  EXPECT_FALSE(breaker.admits(clock.moment()));
}

TEST_F(BreakerTest, OneSuccessClosesIt) {
  fail_times(5);
  clock.advance(seconds{10});
  EXPECT_TRUE(breaker.admits(clock.moment()));
  breaker.succeeded();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(breaker.admits(clock.moment()));
}

}  // namespace
}  // namespace gatehouse::ldap
