#include "helper/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "settings/text.h"

namespace gatehouse::helper {
namespace {

using testing::ElementsAre;

std::string sent(const std::optional<Question>& question) {
  return question ? std::string(question->text.reveal()) : "(not sent)";
}
std::string sent_to_version_0(const std::optional<Question>& question) {
  return question ? std::string(question->for_version_0.reveal()) : "(not sent)";
}
std::string sent(const std::optional<Secret>& question) {
  return question ? std::string(question->reveal()) : "(not sent)";
}

TEST(Requests, AreThoseOfTheGuide) {
  EXPECT_EQ(sent(verify_question("", "user1@domain1.com", Secret("dsyui134"))),
            "VRFY user1@domain1.com dsyui134");
  EXPECT_EQ(sent(verify_question("IMAP", "user2@domain2.com", Secret("jskj23#45"))),
            "VRFY (IMAP) user2@domain2.com jskj23#45");
  EXPECT_EQ(sent(verify_question("IMAP", "user2@domain2.com", Secret("jskj23\"45"))),
            R"(VRFY (IMAP) user2@domain2.com "jskj23\"45")");
  EXPECT_EQ(sent(response_question("CRAM-MD5", "", "user4@domain2.com",
                                   Secret("hdkj547812329394055"), "<pop-23456@mydomain.com>")),
            "SASL(CRAM-MD5) user4@domain2.com hdkj547812329394055 <pop-23456@mydomain.com>");
  EXPECT_EQ(sent(new_question("user1@domain1.com", RouteKind::mail)),
            "NEW user1@domain1.com [MAIL]");
  EXPECT_EQ(sent(new_question("user1@domain1.com", RouteKind::live)),
            "NEW user1@domain1.com [LIVE]");
  EXPECT_EQ(sent(new_question("user3@domain2.com", RouteKind::access)),
            "NEW user3@domain2.com [ACCESS]");
  EXPECT_EQ(sent(plain_question("joe@company.com")), "READPLAIN joe@company.com");
}

TEST(Requests, ToVersion0HaveNoMode) {
  EXPECT_EQ(sent_to_version_0(verify_question("IMAP", "a@b.com", Secret("p"))), "VRFY a@b.com p");
  EXPECT_EQ(sent_to_version_0(response_question("APOP", "POP", "a@b.com", Secret("r"), "<1@b>")),
            "SASL(APOP) a@b.com r <1@b>");
  EXPECT_EQ(sent(response_question("APOP", "POP", "a@b.com", Secret("r"), "")),
            "SASL(APOP) (POP) a@b.com r \"\"");
}

TEST(Requests, WithWhatCannotBeAskedAreNotSent) {
  const std::string long_name = std::string(longest_name, 'x') + "@b.com";
  for (const auto& name :
       {std::string(), std::string("a b@c.com"), std::string("a\tb@c"), std::string("a\nb@c"),
        std::string("a\rb@c"), std::string("a\0b@c", 5), std::string("a\x7f@c"),
        std::string("a\"b@c"), std::string("a\\b@c"), std::string("(IMAP)"), std::string("[MAIL]"),
        std::string("a\xff@c"), std::string("a\xc0\x80@c"), long_name}) {
    EXPECT_EQ(sent(verify_question("IMAP", name, Secret("p"))), "(not sent)") << escaped(name);
    EXPECT_EQ(sent(response_question("APOP", "POP", name, Secret("p"), "k")), "(not sent)");
    EXPECT_EQ(sent(new_question(name, RouteKind::mail)), "(not sent)") << escaped(name);
    EXPECT_EQ(sent(plain_question(name)), "(not sent)") << escaped(name);
  }
  for (const auto& password :
       {std::string(), std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3),
        std::string("\n"), std::string(longest_password + 1, 'x')}) {
    EXPECT_EQ(sent(verify_question("IMAP", "a@b.com", Secret(password))), "(not sent)");
    EXPECT_EQ(sent(response_question("APOP", "", "a@b.com", Secret(password), "k")), "(not sent)");
  }
  EXPECT_EQ(sent(response_question("APOP", "", "a@b.com", Secret("r"), "k\n")), "(not sent)");
  EXPECT_EQ(sent(response_question("A)(B", "", "a@b.com", Secret("r"), "k")), "(not sent)");
  EXPECT_EQ(sent(response_question("", "", "a@b.com", Secret("r"), "k")), "(not sent)");
  EXPECT_EQ(sent(verify_question("IM AP", "a@b.com", Secret("p"))), "(not sent)");
  EXPECT_EQ(sent(verify_question("IMAP)", "a@b.com", Secret("p"))), "(not sent)");
}

TEST(Parameters, AreBareWordsOrQuotedStrings) {
  struct Case {
    std::string text;
    std::string written;
  };
  for (const auto& [text, written] : {Case{"abc123", "abc123"},
                                      {"a#b", "a#b"},
                                      {"#b", R"("#b")"},
                                      {"a b", R"("a b")"},
                                      {"", R"("")"},
                                      {"a\"b", R"("a\"b")"},
                                      {"a\\b", R"("a\\b")"},
                                      {"a\tb", R"("a\tb")"},
                                      {"<pop@x.com>", "<pop@x.com>"},
                                      {"(IMAP)", "\"(IMAP)\""},
                                      {"[MAIL]", R"("[MAIL]")"},
                                      {"a-b_c.d!e%f:g", "a-b_c.d!e%f:g"},
                                      {"a=b", R"("a=b")"},
                                      {"a,b", R"("a,b")"},
                                      {"\x01", R"("\001")"},
                                      {"\xc3\xa9", "\"\xc3\xa9\""},
                                      {"\xff", R"("\255")"},
                                      {"*", R"("*")"}})
    EXPECT_EQ(parameter(text), written) << escaped(text);
}

TEST(Parameters, OfEveryByteReadBackAsTheyWere) {
  for (int code = 1; code < 256; ++code)
    for (const auto* around : {"", "ab"}) {
      const std::string text = around + std::string(1, static_cast<char>(code)) + around;
      const auto written = parameter(text);
      EXPECT_EQ(written.find_first_of("\r\n"), written.npos);
      std::string_view rest = written;
      const auto value = settings::take_value(rest);
      ASSERT_TRUE(value && value->string()) << escaped(written);
      EXPECT_EQ(*value->string(), text);
      EXPECT_TRUE(rest.empty()) << escaped(written);
    }
}

std::string shown(const Result<bool>& verdict) {
  if (!verdict) return std::string(name_of(verdict.error().code));
  return *verdict ? "yes" : "no";
}

TEST(Verdicts, AreYesNoOrUnavailable) {
  struct Case {
    std::string answer;
    std::string verdict;
  };
  for (const auto& [answer, verdict] : {Case{"OK", "yes"},
                                        {"OK welcome", "yes"},
                                        {"ERROR", "no"},
                                        {"ERROR incorrect password", "no"},
                                        {"ERROR \"incorrect password\"", "no"},
                                        {"FAILURE", "unavailable"},
                                        {"", "unavailable"},
                                        {"OKAY", "unavailable"},
                                        {"ok", "unavailable"},
                                        {" OK", "unavailable"},
                                        {"OK\t", "unavailable"},
                                        {"ROUTED joe@company.com", "unavailable"},
                                        {"INTF 5", "unavailable"},
                                        {"PLAIN x", "unavailable"},
                                        {"\x01\xff", "unavailable"}})
    EXPECT_EQ(shown(parse_verdict(answer)), verdict) << escaped(answer);
}

std::string shown(const Result<NewAnswer>& answer) {
  if (!answer) return std::string(name_of(answer.error().code));
  if (std::holds_alternative<LookAgain>(*answer)) return "look again";
  const auto* rerouted = std::get_if<Rerouted>(&*answer);
  if (rerouted == nullptr) return "unknown";
  return rerouted->address + (rerouted->can_relay ? " can relay" : " may not relay");
}

TEST(NewAnswers, AreThoseOfTheGuide) {
  struct Case {
    std::string answer;
    std::string meant;
  };
  const std::string long_name(254 - 6, 'x');
  for (const auto& [answer, meant] :
       {Case{"OK", "look again"},
        {"ERROR this account is not known", "unknown"},
        {"FAILURE", "unavailable"},
        {"FAILURE later", "unavailable"},
        {"ROUTED [NORELAY] userX@domain2.com", "userX@domain2.com may not relay"},
        {"ROUTED userX@domain2.com", "userX@domain2.com can relay"},
        {"ROUTED userX", "userX can relay"},
        {"ROUTED \"userX@domain2.com\" ", "userX@domain2.com can relay"},
        {"ROUTED  [NORELAY]userX", "userX may not relay"},
        {"ROUTED " + long_name + "@b.com", long_name + "@b.com can relay"},
        {"ROUTED x" + long_name + "@b.com", "unknown"},
        {"ROUTED " + std::string(4000, 'x'), "unknown"},
        {"ROUTED", "unknown"},
        {"ROUTED ", "unknown"},
        {"ROUTED [NORELAY]", "unknown"},
        {"ROUTED a b", "unknown"},
        {"ROUTED a@b@c", "unknown"},
        {"ROUTED @b", "unknown"},
        {"ROUTED a@", "unknown"},
        {"ROUTED a\x01@b", "unknown"},
        {"ROUTED a\r@b", "unknown"},
        {"ROUTED a\x7f@b", "unknown"},
        {"ROUTED a\xc2\x85@b", "unknown"},
        {"ROUTED \"a\\nb\"@c", "unknown"},
        {"ROUTED \"a\\010b@c\"", "unknown"},
        {"ROUTED \"a@b\" more", "unknown"},
        {"ROUTED \"a@b", "unknown"},
        {"ROUTED <a@b>", "unknown"},
        {"routed a@b", "unknown"},
        {"", "unknown"},
        {"what?", "unknown"}})
    EXPECT_EQ(shown(parse_new_answer(answer)), meant) << escaped(answer);
}

std::string shown(const Result<std::optional<Secret>>& answer) {
  if (!answer) return std::string(name_of(answer.error().code));
  return *answer ? "[" + std::string((*answer)->reveal()) + "]" : "none";
}

TEST(PlainAnswers, HoldAPasswordOrNone) {
  struct Case {
    std::string answer;
    std::string meant;
  };
  for (const auto& [answer, meant] :
       {Case{"PLAIN secret", "[secret]"},
        {"PLAIN \"sec\\\"ret word\"", "[sec\"ret word]"},
        {"PLAIN pa$$=w,ord", "[pa$$=w,ord]"},
        {"PLAIN \"\\255\"", "[\xff]"},
        {"PLAIN \"\"", "none"},
        {"PLAIN", "none"},
        {"PLAIN ", "none"},
        {"ERROR", "none"},
        {"ERROR not here", "none"},
        {"FAILURE", "unavailable"},
        {"OK", "unavailable"},
        {"OK secret", "unavailable"},
        {"PLAIN two words", "unavailable"},
        {"PLAIN \"open", "unavailable"},
        {"PLAIN \"a\" b", "unavailable"},
        {"PLAIN \"\\000\"", "unavailable"},
        {"PLAIN " + std::string(longest_password + 1, 'x'), "unavailable"},
        {"secret", "unavailable"}})
    EXPECT_EQ(shown(parse_plain_answer(answer)), meant) << escaped(answer);
}

TEST(PlainAnswers, AreNotToldInErrors) {
  const auto answer = parse_plain_answer("secret word");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().detail.find("secret"), std::string::npos);
}

TEST(Commands, AreWordsAndQuotedStrings) {
  EXPECT_THAT(*command_words("Helpers/auth.pl --file=/etc/a,b  -x "),
              ElementsAre("Helpers/auth.pl", "--file=/etc/a,b", "-x"));
  EXPECT_THAT(*command_words(R"("/opt/my helper" "a \"b\"" c)"),
              ElementsAre("/opt/my helper", "a \"b\"", "c"));
  EXPECT_THAT(*command_words("  "), ElementsAre());
  EXPECT_FALSE(command_words("\"open").has_value());
}

}  // namespace
}  // namespace gatehouse::helper
