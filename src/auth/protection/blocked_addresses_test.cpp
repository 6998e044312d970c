#include "auth/protection/blocked_addresses.h"

#include <gtest/gtest.h>

namespace gatehouse::auth {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Moment start = Moment{} + hours{1};
const BlockedAddresses::Rule three{.failures = 3, .period = minutes{10}, .blocked_for = minutes{5}};

IpAddress at(std::string_view text) { return *IpAddress::parse(text); }
Network net(std::string_view text) { return *Network::parse(text); }

struct Spelling {
  const char* text;
  const char* written;  // null: malformed
};
class Networks : public testing::TestWithParam<Spelling> {};

TEST_P(Networks, AreReadAndWritten) {
  const auto read = Network::parse(GetParam().text);
  ASSERT_EQ(read.has_value(), GetParam().written != nullptr);
  if (read) EXPECT_EQ(read->text(), GetParam().written);
}

INSTANTIATE_TEST_SUITE_P(
    All, Networks,
    testing::Values(Spelling{"10.0.0.1", "10.0.0.1"}, Spelling{"10.0.0.0/24", "10.0.0.0/24"},
                    Spelling{"10.0.0.0/32", "10.0.0.0"}, Spelling{"0.0.0.0/0", "0.0.0.0/0"},
                    Spelling{"2001:db8::/32", "2001:db8::/32"}, Spelling{"::1", "::1"},
                    Spelling{"10.0.0.1/24", nullptr}, Spelling{"10.0.0.0/33", nullptr},
                    Spelling{"10.0.0.0/", nullptr}, Spelling{"10.0.0.0/-1", nullptr},
                    Spelling{"2001:db8::/129", nullptr}, Spelling{"joe", nullptr},
                    Spelling{"", nullptr}, Spelling{"10.0.0.0/2 4", nullptr}));

TEST(Networks, AreWhatOneSubscriberOrSiteHolds) {
  EXPECT_EQ(Network::subscriber(at("10.1.2.3")).text(), "10.1.2.3");
  EXPECT_EQ(Network::site(at("10.1.2.3")).text(), "10.1.2.0/24");
  EXPECT_EQ(Network::subscriber(at("2001:db8:1:2:3:4:5:6")).text(), "2001:db8:1:2::/64");
  EXPECT_EQ(Network::site(at("2001:db8:1:2:3:4:5:6")).text(), "2001:db8:1::/48");
}

TEST(BlockedAddresses, HoldForTheirTime) {
  BlockedAddresses blocked;
  blocked.block(net("10.0.0.1"), minutes{1}, start);
  EXPECT_TRUE(blocked.is_blocked(at("10.0.0.1"), start + seconds{59}));
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.2"), start));
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.1"), start + minutes{1}));
}

TEST(BlockedAddresses, HoldForEverUntilTheyAreTakenAway) {
  BlockedAddresses blocked;
  blocked.block(net("10.0.0.0/24"), std::nullopt, start);
  EXPECT_TRUE(blocked.is_blocked(at("10.0.0.77"), start + hours{24 * 3650}));
  EXPECT_FALSE(blocked.unblock(net("10.0.0.77")));
  EXPECT_TRUE(blocked.unblock(net("10.0.0.0/24")));
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.77"), start));
}

TEST(BlockedAddresses, AreListedWithTheTimeLeft) {
  BlockedAddresses blocked;
  blocked.block(net("10.0.0.9"), std::nullopt, start);
  blocked.block(net("10.0.0.1"), minutes{1}, start);
  blocked.block(net("10.0.0.2"), seconds{1}, start);
  const auto all = blocked.list(start + Duration{1500});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].network.text(), "10.0.0.1");
  EXPECT_EQ(all[0].left, seconds{59});
  EXPECT_EQ(all[1].network.text(), "10.0.0.9");
  EXPECT_EQ(all[1].left, std::nullopt);
}

TEST(BlockedAddresses, GoByATimeOfZero) {
  BlockedAddresses blocked;
  blocked.block(net("10.0.0.1"), minutes{1}, start);
  blocked.block(net("10.0.0.1"), Duration{0}, start);
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.1"), start));
  EXPECT_TRUE(blocked.list(start).empty());
}

TEST(BlockedAddresses, ComeFromReportedFailures) {
  BlockedAddresses blocked;
  EXPECT_FALSE(blocked.count_failure(at("10.0.0.1"), three, start));
  EXPECT_FALSE(blocked.count_failure(at("10.0.0.1"), three, start));
  EXPECT_EQ(blocked.failures(at("10.0.0.1"), three, start), 2U);
  EXPECT_TRUE(blocked.count_failure(at("10.0.0.1"), three, start));
  EXPECT_TRUE(blocked.is_blocked(at("10.0.0.1"), start));
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.1"), start + minutes{5}));
}

TEST(BlockedAddresses, ForgetFailuresAfterThePeriod) {
  BlockedAddresses blocked;
  for (int i = 0; i < 30; ++i)
    EXPECT_FALSE(blocked.count_failure(at("10.0.0.1"), three, start + i * minutes{6})) << i;
}

TEST(BlockedAddresses, NeverHoldThisMachineItself) {
  BlockedAddresses blocked;
  for (int i = 0; i < 30; ++i) EXPECT_FALSE(blocked.count_failure(at("127.0.0.1"), three, start));
  EXPECT_EQ(blocked.failures(at("127.0.0.1"), three, start), 30U);
  EXPECT_FALSE(blocked.is_blocked(at("127.0.0.1"), start));
}

TEST(BlockedAddresses, CountAnIpv6SubscriberOnce) {
  BlockedAddresses blocked;
  blocked.count_failure(at("2001:db8::1"), three, start);
  blocked.count_failure(at("2001:db8::2"), three, start);
  EXPECT_TRUE(blocked.count_failure(at("2001:db8::3"), three, start));
  EXPECT_TRUE(blocked.is_blocked(at("2001:db8::ffff"), start));
}

TEST(BlockedAddresses, StayBounded) {
  BlockedAddresses blocked;
  blocked.block(net("192.0.2.1"), std::nullopt, start);
  IpAddress address = at("10.0.0.0");
  for (unsigned i = 0; i < BlockedAddresses::most_counters + 100; ++i) {
    address.bytes[13] = static_cast<std::uint8_t>(i >> 16U);
    address.bytes[14] = static_cast<std::uint8_t>(i >> 8U);
    address.bytes[15] = static_cast<std::uint8_t>(i);
    blocked.count_failure(address, three, start);
    if (i < BlockedAddresses::most_blocks + 100)
      blocked.block(Network::subscriber(address), minutes{i + 1}, start);
  }
  EXPECT_EQ(blocked.list(start).size(), BlockedAddresses::most_blocks);
  EXPECT_TRUE(blocked.is_blocked(at("192.0.2.1"), start));
  EXPECT_FALSE(blocked.is_blocked(at("10.0.0.0"), start));
  EXPECT_EQ(blocked.failures(at("10.0.0.0"), three, start), 0U);
  EXPECT_EQ(blocked.failures(address, three, start), 1U);
}

}  // namespace
}  // namespace gatehouse::auth
