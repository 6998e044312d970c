#include "pki/ticket_keys.h"

#include <gtest/gtest.h>

namespace gatehouse::pki {
namespace {

struct TicketKeysTest : testing::Test {
  std::vector<TicketKey> at(std::chrono::minutes since, const char* place = "company.test") {
    return keys.at(Moment{} + std::chrono::hours(1000) + since, life, place);
  }
  crypto::CountingEntropy entropy;
  TicketKeys keys{entropy};
  Duration life = std::chrono::minutes{1};
};
using std::chrono::minutes;

TEST_F(TicketKeysTest, AreOfTheRightSizes) {
  const auto now = at(minutes(0));
  ASSERT_EQ(now.size(), 1U);
  EXPECT_EQ(now.front().name.size(), TicketKey::name_size);
  EXPECT_EQ(now.front().encryption.size(), 32U);
  EXPECT_EQ(now.front().mac.size(), 32U);
}

TEST_F(TicketKeysTest, DifferFromPlaceToPlace) {
  const auto here = at(minutes(0));
  const auto there = at(minutes(0), "company2.test");
  EXPECT_NE(here.front().name, there.front().name);
  EXPECT_NE(here.front().encryption.reveal(), there.front().encryption.reveal());
  EXPECT_NE(here.front().mac.reveal(), here.front().encryption.reveal());
  EXPECT_EQ(here.front().name, at(minutes(1)).front().name);
}

TEST_F(TicketKeysTest, AreReplacedAndTheLastOnesKeptForAsLongAgain) {
  const auto first = at(minutes(0)).front().name;
  EXPECT_EQ(at(minutes(59)).front().name, first);
  const auto later = at(minutes(60));
  ASSERT_EQ(later.size(), 2U);
  EXPECT_NE(later[0].name, first);
  EXPECT_EQ(later[1].name, first);
  const auto later_still = at(minutes(120));
  ASSERT_EQ(later_still.size(), 2U);
  EXPECT_NE(later_still[1].name, first);
  EXPECT_EQ(at(minutes(600)).size(), 1U) << "what nobody used for long is gone";
}

TEST_F(TicketKeysTest, LastAsLongAsSessionsDo) {
  life = std::chrono::hours{10};
  const auto first = at(minutes(0)).front().name;
  EXPECT_EQ(at(minutes(599)).front().name, first);
  EXPECT_NE(at(minutes(600)).front().name, first);
}

}  // namespace
}  // namespace gatehouse::pki
