#include "tests/support/talk.h"

#include <gtest/gtest.h>

namespace gatehouse::support {
namespace {

constexpr const char* sample = R"(# a comment
domain company.com {AUTHMethods=All;}
account joe@company.com password "se\"cret" {PasswordEncryption=sealed;}
rights postmaster@company.com (Master)
service POP
tls
remote 10.0.0.5

S: +OK *
C: QUIT
C+: raw\r\n
S..: 250 *
TLS
CLOSED
ADVANCE 5m
CONNECT service IMAP clear
S: \* OK *
)";

TEST(ATalk, HasASiteAndAConversation) {
  const auto talk = parse_talk(sample);
  ASSERT_TRUE(talk) << talk.error().detail;
  ASSERT_EQ(talk->site.size(), 3U);
  EXPECT_EQ(talk->site[0].settings, "{AUTHMethods=All;}");
  EXPECT_EQ(talk->site[1].words,
            (std::vector<std::string>{"joe@company.com", "password", "se\"cret"}));
  EXPECT_EQ(talk->site[2].settings, "(Master)");
  const std::vector kinds{StepKind::connect,    StepKind::expect,  StepKind::say,
                          StepKind::say_raw,    StepKind::skip_to, StepKind::start_tls,
                          StepKind::expect_end, StepKind::advance, StepKind::connect,
                          StepKind::expect};
  ASSERT_EQ(talk->steps.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(talk->steps[i].kind, kinds[i]) << i;
}

TEST(ATalk, SaysHowEachConnectionComes) {
  const auto talk = parse_talk(sample);
  ASSERT_TRUE(talk);
  const auto& first = talk->steps[0].approach;
  EXPECT_EQ(first.service, "POP");
  EXPECT_TRUE(first.tls);
  EXPECT_EQ(first.remote, IpAddress::parse("10.0.0.5"));
  const auto& second = talk->steps[8].approach;
  EXPECT_EQ(second.service, "IMAP");
  EXPECT_FALSE(second.tls);
  EXPECT_EQ(second.remote, first.remote);
}

TEST(ATalk, KeepsTheLineNumbersAndTheWords) {
  const auto talk = parse_talk(sample);
  ASSERT_TRUE(talk);
  EXPECT_EQ(talk->steps[2].number, 10);
  EXPECT_EQ(talk->steps[2].text, "QUIT");
  EXPECT_EQ(talk->steps[3].text, "raw\\r\\n");
  EXPECT_EQ(talk->steps[7].period, std::chrono::minutes{5});
}

TEST(ATalk, MayExpectAnEmptyLine) {
  const auto talk = parse_talk("service POP\nS:\nC:\n");
  ASSERT_TRUE(talk) << talk.error().detail;
  EXPECT_EQ(talk->steps[1].text, "");
}

TEST(ATalk, NamesTheLineThatIsWrong) {
  struct {
    const char* text;
    const char* detail;
  } const cases[] = {
      {"service POP\nS: x\nadvance 5m\n", "line 3: a site line after the conversation began"},
      {"ADVANCE soon\n", "line 1: ADVANCE wants a period such as 5m"},
      {"account joe password \"x\n", "line 1: a quote is missing"},
      {"remote nowhere\n", "line 1: bad word remote"},
      {"CONNECT\n", "line 1: CONNECT before the first connection"},
  };
  for (const auto& wrong : cases) {
    const auto talk = parse_talk(wrong.text);
    ASSERT_FALSE(talk) << wrong.text;
    EXPECT_EQ(talk.error().detail, wrong.detail);
  }
}

}  // namespace
}  // namespace gatehouse::support
