// An attack from more places than are remembered (security.md, V-090).
#include <gtest/gtest.h>

#include <chrono>

#include "auth/protection/protection.h"

namespace gatehouse::auth {
namespace {

constexpr unsigned attackers = 70000;

// A /64 of its own, in a /48 of its own.
IpAddress place(unsigned number) {
  auto address = *IpAddress::parse("2001:db8::1");
  address.bytes[3] = static_cast<std::uint8_t>(number >> 16U);
  address.bytes[4] = static_cast<std::uint8_t>(number >> 8U);
  address.bytes[5] = static_cast<std::uint8_t>(number);
  return address;
}

class ManySources : public testing::Test {
 protected:
  bool fails_from(unsigned number, const std::string& account) {
    auto answer =
        protection_.reserve({.account = account, .counter = account, .from = place(number)}, now_);
    if (answer.admission != Admission::granted) return false;
    const Secret tried("guess" + std::to_string(number));
    answer.reservation.failed(&tried, now_);
    now_ += std::chrono::milliseconds{1};
    return true;
  }
  std::size_t known(unsigned number) {
    return protection_
        .view({.account = "anybody", .counter = "anybody", .from = place(number)}, now_)
        .failing_accounts;
  }

  crypto::CountingEntropy entropy_;
  Protection protection_{entropy_};
  Moment now_ = Moment{} + std::chrono::hours{1000};
};

TEST_F(ManySources, AreHeldInTablesThatDoNotGrow) {
  for (unsigned i = 0; i < attackers; ++i)
    ASSERT_TRUE(fails_from(i, "user" + std::to_string(i))) << i;
  const auto sizes = protection_.sizes();
  EXPECT_EQ(sizes.budgets, Protection::most_budgets);
  EXPECT_EQ(sizes.addresses, Protection::most_addresses);
  EXPECT_EQ(sizes.sites, Protection::most_sites);
  EXPECT_EQ(sizes.sources, 0U);
  EXPECT_EQ(known(attackers - 1), 1U);
  EXPECT_EQ(known(attackers - Protection::most_sites), 1U);
  EXPECT_EQ(known(attackers - Protection::most_sites - 1), 0U) << "the oldest one is gone";
}

TEST_F(ManySources, DoNotWashAwayWhatIsUnderAttack) {
  for (unsigned i = 0; i < 10; ++i) EXPECT_TRUE(fails_from(i, "joe"));
  for (unsigned i = 0; i < attackers; ++i) {
    fails_from(100 + i, "user" + std::to_string(i));
    if (i % 1000 == 0) EXPECT_FALSE(fails_from(attackers + 200, "joe")) << i;
  }
}

// What the next one costs does not depend on how many there were: a tenth of the way, all the way.
TEST_F(ManySources, CostTheSameHoweverManyThereAre) {
  const auto time_of = [this](unsigned from, unsigned to) {
    const auto begun = std::chrono::steady_clock::now();
    for (unsigned i = from; i < to; ++i) fails_from(i, "user" + std::to_string(i));
    return std::chrono::steady_clock::now() - begun;
  };
  const auto first = time_of(0, 7000);
  (void)time_of(7000, attackers);
  const auto last = time_of(attackers, attackers + 7000);
  EXPECT_LT(last, first * 10) << "a scan of the table would be thousands of times more";
}

}  // namespace
}  // namespace gatehouse::auth
