#include "tests/support/wording.h"

#include <gtest/gtest.h>

namespace gatehouse::support {
namespace {

const Captures known{{"challenge", "<1896.697170952@dbc.mtview.ca.us>"}, {"word", "a*b"}};

struct SpokenCase {
  const char* text;
  std::string expected;
};
class Spoken : public testing::TestWithParam<SpokenCase> {};

TEST_P(Spoken, SendsTheseBytes) {
  const auto bytes = spoken(GetParam().text, known);
  ASSERT_TRUE(bytes) << bytes.error().detail;
  EXPECT_EQ(*bytes, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Words, Spoken,
    testing::Values(
        SpokenCase{"NOOP", "NOOP"}, SpokenCase{"", ""}, SpokenCase{"50% {x}", "50% {x}"},
        SpokenCase{R"(a\r\n\t\0\\\x7F\xff\")", std::string("a\r\n\t\0\\\x7F\xff\"", 9)},
        SpokenCase{"%{base64:\\0joe\\0secret}", "AGpvZQBzZWNyZXQ="},
        SpokenCase{"%{unbase64:AGpvZQBzZWNyZXQ=}", std::string("\0joe\0secret", 11)},
        // RFC 1939, section 7 and RFC 2195, section 2
        SpokenCase{"%{md5:%{challenge}tanstaaf}", "c4c9334bac560ecc979e58001b3e22fb"},
        SpokenCase{"%{base64:tim %{hmac_md5:tanstaaftanstaaf:<1896.697170952@postoffice.reston."
                   "mci.net>}}",
                   "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"},
        SpokenCase{"%{repeat:3:ab}%{repeat:0:x}", "ababab"},
        SpokenCase{"%{repeat:2:%{word}\\}}", "a*b}a*b}"}, SpokenCase{"%{base64::}", "Og=="}));

TEST(Spoken, RefusesWhatItDoesNotKnow) {
  for (const char* text :
       {"\\q", "\\", "\\x1", "\\xgg", "%{", "%{nobody}", "%{sha1:x}", "%{md5:x", "%{hmac_md5:x}",
        "%{repeat:x:y}", "%{repeat:99999999:y}", "%{unbase64:?}"})
    EXPECT_FALSE(spoken(text, known)) << text;
}

TEST(Spoken, RefusesDeepNesting) {
  std::string text = "x";
  for (int i = 0; i < 17; ++i) text = "%{md5:" + text + "}";
  EXPECT_FALSE(spoken(text, known));
}

struct MatchCase {
  const char* pattern;
  const char* line;
  bool expected;
};
class Pattern : public testing::TestWithParam<MatchCase> {};

TEST_P(Pattern, DecidesForTheWholeLine) {
  Captures captures = known;
  const auto found = matches(GetParam().pattern, GetParam().line, captures);
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(*found, GetParam().expected) << GetParam().pattern << " | " << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Pattern,
    testing::Values(MatchCase{"+OK", "+OK", true}, MatchCase{"+OK", "+OK ", false},
                    MatchCase{"+OK*", "+OK", true}, MatchCase{"+OK *", "+OK", false},
                    MatchCase{"* OK", "a b OK", true}, MatchCase{"a*b*c", "a-b-b-c", true},
                    MatchCase{"a*b*c", "a-c-b", false}, MatchCase{"\\* OK *", "* OK x", true},
                    MatchCase{"\\* OK", "a OK", false}, MatchCase{"", "", true},
                    MatchCase{"", "x", false},
                    MatchCase{"%{md5:}", "d41d8cd98f00b204e9800998ecf8427e", true},
                    MatchCase{"<%{c}>", "<x", false}));

TEST(Pattern, KeepsWhatAWildcardNames) {
  Captures captures;
  ASSERT_TRUE(*matches("+OK * <%{id}> %{rest}", "+OK ready <1.2@host> now then", captures));
  EXPECT_EQ(captures["id"], "1.2@host");
  EXPECT_EQ(captures["rest"], "now then");
}

TEST(Pattern, KeepsNothingWhenTheLineDiffers) {
  Captures captures;
  EXPECT_FALSE(*matches("+OK %{id}!", "+OK 1", captures));
  EXPECT_TRUE(captures.empty());
}

TEST(Quoted, IsTakenOffTheFront) {
  std::string_view text = R"("a \"b\"\r\n" rest)";
  EXPECT_EQ(*take_quoted(text), "a \"b\"\r\n");
  EXPECT_EQ(text, " rest");
}

TEST(Quoted, MustEnd) {
  std::string_view text = R"("a \")";
  EXPECT_FALSE(take_quoted(text));
}

}  // namespace
}  // namespace gatehouse::support
