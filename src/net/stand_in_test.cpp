#include "net/stand_in.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/stream_pair.h"

namespace gatehouse::net {
namespace {

struct StandInTest : testing::Test {
  support::StreamPair pair;
  StandIn instead{pair.stream()};
};

TEST_F(StandInTest, LetsTheBrokenConnectionGo) {
  ASSERT_TRUE(instead);
  EXPECT_EQ(pair.receive(), "");
}

TEST_F(StandInTest, IsWokenAndClosedWhileNothingComes) {
  std::optional<Result<bool>> readable;
  pair.begin(pair.stream().readable_or_woken(), readable);
  EXPECT_FALSE(readable);
  pair.stream().wake();
  EXPECT_EQ(pair.finish(readable), false);
  readable.reset();
  pair.begin(pair.stream().readable_or_woken(), readable);
  EXPECT_FALSE(readable);
  pair.stream().close();
  ASSERT_FALSE(pair.finish(readable));
  EXPECT_EQ(readable->error().code, ErrorCode::closed);
}

TEST_F(StandInTest, IsLateAtItsDeadline) {
  pair.stream().set_deadline(std::chrono::steady_clock::now());
  const auto readable = pair.run(pair.stream().readable_or_woken());
  ASSERT_FALSE(readable);
  EXPECT_EQ(readable.error().code, ErrorCode::timed_out);
}

}  // namespace
}  // namespace gatehouse::net
