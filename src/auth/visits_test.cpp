#include "auth/visits.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <set>

namespace gatehouse::auth {
namespace {

TEST(Visits, HaveIdsThatNeverComeAgain) {
  crypto::CountingEntropy entropy;
  Visits visits(entropy);
  std::set<VisitId> ids;
  for (int i = 0; i < 10000; ++i) {
    const auto id = visits.add(std::make_shared<Visit>());
    ASSERT_TRUE(id);
    EXPECT_TRUE(ids.insert(*id).second);
    EXPECT_NE(visits.take(*id), nullptr);
  }
  EXPECT_EQ(visits.size(), 0U);
}

TEST(Visits, AreUsedByOneAtATime) {
  crypto::CountingEntropy entropy;
  Visits visits(entropy);
  const auto id = visits.add(std::make_shared<Visit>());
  ASSERT_TRUE(id);
  {
    const auto turn = visits.turn(*id);
    EXPECT_TRUE(turn);
    EXPECT_FALSE(visits.turn(*id));
  }
  EXPECT_TRUE(visits.turn(*id));
}

TEST(Visits, OutliveTheirEndWhileTheyAreUsed) {
  crypto::CountingEntropy entropy;
  Visits visits(entropy);
  const auto id = visits.add(std::make_shared<Visit>());
  ASSERT_TRUE(id);
  const auto turn = visits.turn(*id);
  std::ignore = visits.take(*id);
  turn->failures = 3;
  EXPECT_EQ(turn->failures, 3U);
  EXPECT_FALSE(visits.turn(*id));
}

TEST(VisitEnd, RunsOnItsLoopAndNotAfterItWasForgotten) {
  boost::asio::io_context loop;
  int ended = 0;
  VisitEnd first(loop.get_executor(), [&] { ++ended; });
  first.call();
  first.call();
  EXPECT_EQ(ended, 0);
  loop.run();
  EXPECT_EQ(ended, 1);
  VisitEnd second(loop.get_executor(), [&] { ++ended; });
  second.call();
  second.forget();
  loop.restart();
  loop.run();
  EXPECT_EQ(ended, 1);
}

TEST(Visits, AreBounded) {
  crypto::CountingEntropy entropy;
  Visits visits(entropy);
  const auto shared = std::make_shared<Visit>();
  for (std::size_t i = 0; i < Visits::most_visits; ++i) ASSERT_TRUE(visits.add(shared));
  EXPECT_FALSE(visits.add(shared));
  EXPECT_EQ(visits.size(), Visits::most_visits);
}

}  // namespace
}  // namespace gatehouse::auth
