#include "base/address_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace gatehouse {
namespace {

bool contains(const AddressList& list, std::string_view address) {
  return list.contains(IpAddress::parse(address).value());
}

struct Case {
  const char* list;
  const char* address;
  bool inside;
};

TEST(AddressList, HoldsWhatItsLinesName) {
  for (const auto& [list, address, inside] : {
           Case{"10.0.0.1", "10.0.0.1", true},
           Case{"10.0.0.1", "10.0.0.2", false},
           Case{"10.0.0.1", "::ffff:10.0.0.1", true},
           Case{"10.0.0.5-10.0.0.9", "10.0.0.4", false},
           Case{"10.0.0.5-10.0.0.9", "10.0.0.5", true},
           Case{"10.0.0.5 - 10.0.0.9", "10.0.0.9", true},
           Case{"10.0.0.5-10.0.0.9", "10.0.0.10", false},
           Case{"10.0.0.255-10.0.2.0", "10.0.1.77", true},
           Case{"10.16.0.0/12", "10.31.255.255", true},
           Case{"10.16.0.0/12", "10.32.0.0", false},
           Case{"128.0.0.0/1", "200.1.1.1", true},
           Case{"128.0.0.0/1", "127.1.1.1", false},
           Case{"10.1.2.3/32", "10.1.2.3", true},
           Case{"2001:db8::/33", "2001:db8:7fff::1", true},
           Case{"2001:db8::/33", "2001:db8:8000::", false},
           Case{"2001:db8::5-2001:db8::a", "2001:db8::7", true},
           Case{"::1/128", "::1", true},
           Case{"::/1", "10.0.0.1", false},
           Case{"::-7fff::", "10.0.0.1", false},
           Case{"", "10.0.0.1", false},
           Case{"; 10.0.0.1", "10.0.0.1", false},
           Case{"10.0.0.1 ; the office", "10.0.0.1", true},
       })
    EXPECT_EQ(contains(AddressList::parse(list).value(), address), inside)
        << list << " " << address;
}

TEST(AddressList, TakesAwayFromTheLinesBefore) {
  const auto list = AddressList::parse(
      "; all but the printers\n10.0.0.0/8\r\n!10.0.7.0/24\n  10.0.7.9  \n\n! 10.0.7.1-10.0.7.3\n");
  ASSERT_TRUE(list.has_value());
  EXPECT_TRUE(contains(*list, "10.200.0.1"));
  EXPECT_FALSE(contains(*list, "10.0.7.8"));
  EXPECT_TRUE(contains(*list, "10.0.7.9"));
  EXPECT_FALSE(contains(*list, "10.0.7.2"));
  EXPECT_FALSE(contains(AddressList::parse("!10.0.0.1").value(), "10.0.0.2"));
  EXPECT_TRUE(contains(AddressList::parse("!10.0.0.1\n10.0.0.1").value(), "10.0.0.1"));
}

// Every address of a small world against the rule read word by word.
TEST(AddressList, SaysWhatTheLastLineThatSpeaksOfAnAddressSays) {
  std::mt19937 random(7);
  const auto number = [&random] { return static_cast<unsigned>(random() % 256); };
  for (int round = 0; round < 300; ++round) {
    std::string text;
    std::array<bool, 256> expected{};
    for (int line = 0; line < 8; ++line) {
      const auto [first, last] = std::minmax({number(), number()});
      const bool removes = number() < 100;
      text += (removes ? "!10.0.0." : "10.0.0.") + std::to_string(first) + "-10.0.0." +
              std::to_string(last) + "\n";
      for (auto at = first; at <= last; ++at) expected[at] = !removes;
    }
    const auto list = AddressList::parse(text).value();
    for (unsigned at = 0; at < expected.size(); ++at)
      ASSERT_EQ(contains(list, "10.0.0." + std::to_string(at)), expected[at]) << text << at;
  }
}

TEST(AddressList, ReachesBothEndsOfTheWorld) {
  const auto all = AddressList::everybody();
  for (const auto* address : {"0.0.0.0", "255.255.255.255", "::", "::1", "fe80::1",
                              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
    EXPECT_TRUE(contains(all, address)) << address;
  const auto ends = AddressList::parse(
                        "0.0.0.0-255.255.255.255\n!0.0.0.0\n!255.255.255.255\n"
                        "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n!::")
                        .value();
  EXPECT_FALSE(contains(ends, "0.0.0.0"));
  EXPECT_FALSE(contains(ends, "255.255.255.255"));
  EXPECT_TRUE(contains(ends, "255.255.255.254"));
  EXPECT_FALSE(contains(ends, "::"));
  EXPECT_TRUE(contains(ends, "::1"));
  EXPECT_TRUE(AddressList::parse("10.0.0.1\n!10.0.0.0/8").value().empty());
}

TEST(AddressList, ReadsListsThatStandInOneLine) {
  const auto list = AddressList::parse("10.0.0.1\\e!10.0.0.2\\e;x\\e10.0.0.3");
  ASSERT_TRUE(list.has_value());
  EXPECT_TRUE(contains(*list, "10.0.0.1"));
  EXPECT_TRUE(contains(*list, "10.0.0.3"));
  EXPECT_TRUE(AddressList::parse(" \n;\\e\\e\n").value().empty());
}

TEST(AddressList, RefusesALineThatIsNoneAndNamesIt) {
  for (const auto* text : {"10.0.0",
                           "10.0.0.0/0",
                           "10.0.0.0/33",
                           "10.0.0.1/24",
                           "2001:db8::/0",
                           "::/129",
                           "2001:db8::1/64",
                           "10.0.0.9-10.0.0.5",
                           "10.0.0.1-::1",
                           "10.0.0.0/8/8",
                           "10.0.0.0/",
                           "10.0.0.0/+8",
                           "-",
                           "!",
                           "/",
                           "!!10.0.0.1",
                           "#LAN",
                           "#@*.company.com",
                           "localhost",
                           "10.0.0.1,10.0.0.2",
                           "10.0.0.1 10.0.0.2",
                           "10.0.0.1\v"}) {
    const auto list = AddressList::parse("10.0.0.1\n" + std::string(text));
    ASSERT_FALSE(list.has_value()) << text;
    EXPECT_EQ(list.error().code, ErrorCode::malformed);
    EXPECT_TRUE(list.error().detail.starts_with("line 2: ")) << list.error().detail;
  }
}

TEST(AddressList, HasALimit) {
  std::string text;
  for (std::size_t i = 0; i < AddressList::most_entries; ++i) text += "10.0.0.1\n";
  EXPECT_TRUE(AddressList::parse(text).has_value());
  EXPECT_EQ(AddressList::parse(text + "10.0.0.1").error().code, ErrorCode::too_long);
  EXPECT_EQ(AddressList::parse(std::string(1 << 20, '\n')).error().code, ErrorCode::too_long);
}

}  // namespace
}  // namespace gatehouse
