#include "net/proxy_protocol.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::net {
namespace {

using std::string_literals::operator""s;

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string v4_ends = "\xC0\0\x02\x07\xC6\x33\x64\x01\x0F\xA0\0\x8F"s;

std::string v2(char version_and_command, char family, const std::string& body) {
  return signature + version_and_command + family + static_cast<char>(body.size() >> 8U) +
         static_cast<char>(body.size() & 0xFFU) + body;
}

std::string shown(const Result<ProxyHeader>& header) {
  if (!header) return std::string(name_of(header.error().code));
  if (!header->ends) return "itself";
  return header->ends->remote.text() + " " + header->ends->local.text();
}

struct Case {
  std::string header;
  std::string expected;
};

TEST(ProxyProtocol, ReadsTheLineOfVersion1) {
  for (const auto& [line, expected] : {
           Case{"PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n",
                "[192.0.2.7]:4000 [198.51.100.1]:143"},
           Case{"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
                "[255.255.255.255]:65535 [255.255.255.255]:65535"},
           Case{"PROXY TCP6 2001:db8::7 2001:DB8::1 0 143\r\n",
                "[2001:db8::7]:0 [2001:db8::1]:143"},
           Case{"PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 1 2\r\n",
                "[192.0.2.7]:1 [198.51.100.1]:2"},
           Case{"PROXY UNKNOWN\r\n", "itself"},
           Case{"PROXY UNKNOWN ffff:f...f:ffff 65535\r\n", "itself"},
       })
    EXPECT_EQ(shown(read_proxy_v1(line)), expected) << line;
}

TEST(ProxyProtocol, RefusesLinesThatAreNotExactlyRight) {
  for (const auto& line : {
           ""s,
           "PROXY\r\n"s,
           "PROXY \r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 143 \r\n"s,
           "PROXY  TCP4 192.0.2.7 198.51.100.1 4000 143\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 65536\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 0143\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 +400 143\r\n"s,
           "PROXY TCP4 192.0.2.7 198.51.100.1 4000 \r\n"s,
           "PROXY TCP4 192.0.2 198.51.100.1 4000 143\r\n"s,
           "PROXY TCP4 192.0.2.7\0 198.51.100.1 4000 143\r\n"s,
           "PROXY TCP4 2001:db8::7 2001:db8::1 4000 143\r\n"s,
           "PROXY TCP6 192.0.2.7 198.51.100.1 4000 143\r\n"s,
           "PROXY TCP6 fe80::1%eth0 2001:db8::1 4000 143\r\n"s,
           "PROXY UDP4 192.0.2.7 198.51.100.1 4000 143\r\n"s,
           "PROXY UNKNOWNS\r\n"s,
           "proxy TCP4 192.0.2.7 198.51.100.1 4000 143\r\n"s,
       })
    EXPECT_EQ(shown(read_proxy_v1(line)), "malformed") << line;
  EXPECT_EQ(shown(read_proxy_v1("PROXY UNKNOWN " + std::string(100, 'x') + "\r\n")), "too_long");
}

TEST(ProxyProtocol, ReadsTheBytesOfVersion2) {
  const std::string v6_ends =
      "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x07\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\0\x02"s;
  const auto tls_facts = "\x20\0\x05\x01\0\0\0\0"s;
  for (const auto& [header, expected] : {
           Case{v2('\x21', '\x11', v4_ends), "[192.0.2.7]:4000 [198.51.100.1]:143"},
           Case{v2('\x21', '\x11', v4_ends + tls_facts), "[192.0.2.7]:4000 [198.51.100.1]:143"},
           Case{v2('\x21', '\x21', v6_ends), "[2001:db8::7]:1 [2001:db8::1]:2"},
           Case{v2('\x21', '\0', ""), "itself"},
           Case{v2('\x20', '\0', ""), "itself"},
           Case{v2('\x20', '\x11', v4_ends), "itself"},
           Case{v2('\x21', '\x11', v4_ends.substr(1)), "malformed"},
           Case{v2('\x21', '\x21', v4_ends), "malformed"},
           Case{v2('\x21', '\x12', v4_ends), "malformed"},  // UDP
           Case{v2('\x21', '\x31', std::string(216, '\0')), "malformed"},
           Case{v2('\x22', '\x11', v4_ends), "malformed"},
           Case{v2('\x11', '\x11', v4_ends), "malformed"},
           Case{v2('\x21', '\x11', v4_ends + "\x20\0\x06\x01\0\0\0\0"s), "malformed"},
           Case{v2('\x21', '\x11', v4_ends + "\x20\0"s), "malformed"},
           Case{v2('\x21', '\x11', v4_ends) + "x", "malformed"},
           Case{v2('\x21', '\x11', v4_ends + std::string(5000, '\0')), "too_long"},
           Case{signature, "malformed"},
           Case{"", "malformed"},
       })
    EXPECT_EQ(shown(read_proxy_v2(header)), expected) << escaped(header);
}

struct TakingTest : testing::Test {
  std::string take(std::string_view sent) {
    pair.send(sent);
    return shown(pair.run(take_proxy_header(pair.stream())));
  }
  support::StreamPair pair;
};

TEST_F(TakingTest, LeavesWhatComesBehind) {
  for (const auto& header :
       {"PROXY TCP4 192.0.2.7 198.51.100.1 4000 143\r\n"s, v2('\x21', '\x11', v4_ends)}) {
    EXPECT_EQ(take(header + "HELO x"), "[192.0.2.7]:4000 [198.51.100.1]:143");
    std::string rest(6, ' ');
    EXPECT_EQ(pair.run(pair.stream().read_some(rest)).value_or(0), 6U);
    EXPECT_EQ(rest, "HELO x");
  }
}

TEST_F(TakingTest, RefusesEveryOtherBeginning) {
  EXPECT_EQ(take("EHLO client.test\r\n"), "malformed");
}

TEST_F(TakingTest, RefusesAnEndlessLine) {
  EXPECT_EQ(take("PROXY UNKNOWN " + std::string(300, 'x')), "malformed");
}

}  // namespace
}  // namespace gatehouse::net
