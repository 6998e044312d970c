// What is kept of addresses, so that it may live on after a crash.
#include "access/temporary_addresses.h"

#include <gtest/gtest.h>

namespace gatehouse::access {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

IpAddress at(std::string_view text) { return *IpAddress::parse(text); }

struct KeptAddressesTest : testing::Test {
  TemporaryAddresses addresses;
  TemporaryAddresses next;
  Moment now{std::chrono::hours{1}};
  const settings::Flow limit{3, minutes{1}};
};

TEST_F(KeptAddressesTest, AreTheSameAfterwards) {
  addresses.block(at("10.0.0.1"), seconds{30}, now);
  addresses.block(at("10.0.0.2"), std::nullopt, now);
  addresses.block(at("10.0.0.3"), seconds{5}, now);
  addresses.report_failure(at("10.0.0.3"), limit, now);
  addresses.report_failure(at("2001:db8::1"), limit, now);
  addresses.report_failure(at("2001:db8::2"), limit, now);
  const auto written = now + seconds{10};
  const auto all = addresses.all_kept(written);
  EXPECT_EQ(all.size(), 4U);
  for (const auto& one : all) next.put_back(one, written);
  now = written + seconds{15};
  const auto blocked = next.all_blocked(now);
  ASSERT_EQ(blocked.size(), 2U);
  EXPECT_EQ(blocked[0].left, seconds{5});
  EXPECT_FALSE(blocked[1].left.has_value());
  next.report_failure(at("2001:db8::9"), limit, now);
  EXPECT_TRUE(next.blocked(at("2001:db8::1"), now)) << "the third failure";
  next.report_failure(at("10.0.0.3"), limit, now);
  EXPECT_FALSE(next.blocked(at("10.0.0.3"), now)) << "the second";
}

TEST_F(KeptAddressesTest, AreNotedWhenTheyChange) {
  addresses.block(at("10.0.0.9"), seconds{30}, now);
  EXPECT_TRUE(addresses.changes(now).empty()) << "before anybody asked for it";
  addresses.keep_changes();
  addresses.block(at("10.0.0.1"), seconds{30}, now);
  addresses.report_failure(at("10.0.0.2"), limit, now);
  EXPECT_EQ(addresses.changes(now).size(), 2U);
  EXPECT_TRUE(addresses.changes(now).empty());
  addresses.unblock(at("10.0.0.1"));
  const auto changes = addresses.changes(now);
  ASSERT_EQ(changes.size(), 1U);
  next.block(at("10.0.0.1"), std::nullopt, now);
  next.put_back(changes[0], now);
  EXPECT_FALSE(next.blocked(at("10.0.0.1"), now)) << "the end of a block is kept too";
}

}  // namespace
}  // namespace gatehouse::access
