#include "tests/support/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::support {
namespace {

using testing::HasSubstr;

constexpr std::string_view site = R"(
account joe@company.com password "secret" {PasswordEncryption=clear;}
service POP
S: +OK *
)";

std::string trouble_with(std::string_view conversation) {
  const auto talk = parse_talk(std::string(site) + std::string(conversation));
  if (!talk) return "not a talk: " + talk.error().detail;
  const auto played = play(*talk, KeeperPlace::in_process);
  return played ? "" : played.error().detail;
}

TEST(Conversation, ThatGoesAsWrittenIsGood) {
  EXPECT_EQ(trouble_with("C: USER joe@company.com\nS: +OK*\nC: PASS secret\nS: +OK*\nC: QUIT\n"
                         "S: +OK*\nCLOSED\n"),
            "");
}

TEST(Conversation, FailsWhenTheServerSaysSomethingElse) {
  const auto trouble = trouble_with("C: USER joe@company.com\nS: +OK*\nC: PASS wrong\nS: +OK*\n");
  EXPECT_THAT(trouble, HasSubstr("line 8: the last line is not the expected one"));
  EXPECT_THAT(trouble, HasSubstr("C: PASS wrong\n  S: -ERR"));
}

TEST(Conversation, FailsWhenTheServerSaysMoreThanItsLastWord) {
  EXPECT_THAT(trouble_with("C: NONSENSE\nCLOSED\n"), HasSubstr("should have closed"));
}

TEST(Conversation, FailsWhenTheServerClosesTooEarly) {
  EXPECT_NE(trouble_with("C: QUIT\nS: +OK*\nS: +OK*\n"), "");
}

TEST(Conversation, FailsForASiteThatCannotBe) {
  EXPECT_THAT(trouble_with("CONNECT service FAX\n"), HasSubstr("no service FAX"));
  const auto talk = parse_talk("account joe@nowhere.test password \"x\"\nservice POP\n");
  ASSERT_TRUE(talk);
  const auto played = play(*talk, KeeperPlace::in_process);
  ASSERT_FALSE(played);
  EXPECT_THAT(played.error().detail, HasSubstr("line 1: "));
}

}  // namespace
}  // namespace gatehouse::support
