#include "auth/protection/network.h"

#include <gtest/gtest.h>

namespace gatehouse::auth {
namespace {

IpAddress at(std::string_view text) { return *IpAddress::parse(text); }

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

TEST(Networks, HoldTheirAddresses) {
  const auto site = Network::site(at("10.1.2.3"));
  EXPECT_TRUE(site.contains(at("10.1.2.255")));
  EXPECT_FALSE(site.contains(at("10.1.3.0")));
  EXPECT_NE(site.key(), Network::subscriber(at("10.1.2.0")).key());
}

TEST(Network, IsFoundInItsKey) {
  for (const auto* text : {"10.0.0.1", "10.0.0.0/24", "2001:db8::/32", "::1", "0.0.0.0/0"}) {
    const auto network = *Network::parse(text);
    EXPECT_EQ(Network::of_key(network.key()), network) << text;
  }
}

}  // namespace
}  // namespace gatehouse::auth
