#include "base/address.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(IpAddress, ReadsAndWritesBothFamilies) {
  for (const auto* text : {"10.0.44.55", "127.0.0.1", "::1", "2001:470::80f"})
    EXPECT_EQ(IpAddress::parse(text)->text(), text);
  for (const auto* text : {"", "10.0.0", "10.0.0.256", "::g", "localhost", "10.0.0.1 "})
    EXPECT_EQ(IpAddress::parse(text), std::nullopt) << text;
}

TEST(IpAddress, TreatsAMappedAddressAsItsIpv4Self) {
  EXPECT_EQ(IpAddress::parse("::ffff:10.0.0.1"), IpAddress::parse("10.0.0.1"));
  EXPECT_TRUE(IpAddress::parse("127.8.9.1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("128.0.0.1")->is_loopback());
}

TEST(Endpoint, IsWrittenAsTheLogDoes) {
  EXPECT_EQ((Endpoint{*IpAddress::parse("10.0.0.1"), 25}.text()), "[10.0.0.1]:25");
}

}  // namespace
}  // namespace gatehouse
