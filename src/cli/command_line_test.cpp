#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::cli {
namespace {

struct WordsCase {
  std::vector<std::string> words;
  std::string_view line;
};

TEST(CommandLine, QuotesTheWordsThatNeedIt) {
  const std::vector<WordsCase> cases{
      {{"CREATEACCOUNT", "joe@company.com", "{Password=abc;}"},
       "CREATEACCOUNT joe@company.com {Password=abc;}"},
      {{"SETACCOUNTPASSWORD", "joe", "PASSWORD", "two words"},
       R"(SETACCOUNTPASSWORD joe PASSWORD "two words")"},
      {{"SETACCOUNTPASSWORD", "joe", "PASSWORD", R"(a"b\c)"},
       R"(SETACCOUNTPASSWORD joe PASSWORD "a\"b\\c")"},
      {{"SETACCOUNTPASSWORD", "joe", "PASSWORD", ""}, R"(SETACCOUNTPASSWORD joe PASSWORD "")"},
      {{"ECHO", "one\r\ntwo"}, R"(ECHO "one\r\ntwo")"},
      {{"SETACCOUNTALIASES", "*", "(jj, joseph)"}, "SETACCOUNTALIASES * (jj, joseph)"},
      {{"ECHO", "\"quoted already\""}, R"(ECHO "quoted already")"},
      {{"ECHO", "#NULL#"}, "ECHO #NULL#"},
      {{"ECHO", "a;b"}, R"(ECHO "a;b")"},
      {{"ECHO", "\xc3\xa4"}, "ECHO \"\xc3\xa4\""},
      {{"LISTACCOUNTS company.com"}, "LISTACCOUNTS company.com"},
      {{}, ""},
  };
  for (const auto& [words, line] : cases) EXPECT_EQ(command_line(words), line);
}

TEST(CommandLine, ReadsAnswers) {
  const auto answer = parse_answer("201 {a=b;}");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 201);
  EXPECT_EQ(answer->text, "{a=b;}");
  EXPECT_TRUE(answer->ok());
  EXPECT_FALSE(parse_answer("513 unknown user account")->ok());
  EXPECT_TRUE(parse_answer("300")->ok());
  for (const auto line : {"", "20", "abc", "-20 x", "* OK"})
    EXPECT_FALSE(parse_answer(line)) << line;
}

TEST(CommandLine, LaysDataOutForPeople) {
  EXPECT_EQ(readable("company"), "company\n");
  EXPECT_EQ(readable(R"("two words")"), "two words\n");
  EXPECT_EQ(readable("{b=(1,2);a=x;}"), "{\n  a = x;\n  b = (1, 2);\n}\n");
  EXPECT_EQ(readable(R"(("company.com",x))"), "(\n  \"company.com\",\n  x\n)\n");
  EXPECT_EQ(readable("()"), "()\n");
  EXPECT_EQ(readable("{}"), "{}\n");
  EXPECT_EQ(readable("#NULL#"), "#NULL#\n");
  EXPECT_EQ(readable("(not, closed"), "(not, closed\n");
}

TEST(RulesIn, ShowsEachRuleAndWhichOneStops) {
  const auto rules = rules_in(
      "({Answer=\"company.test\";From=\"the name\";Rule=Domain;},"
      "{Answer=\"3 of 3: locked\";Rule=\"Failed Logins\";Stops=YES;},"
      "{Answer=refused;Rule=Outcome;Stops=YES;})");
  EXPECT_EQ(rules.text,
            "  Domain         company.test  [the name]\n"
            "! Failed Logins  3 of 3: locked\n"
            "! Outcome        refused\n");
  EXPECT_FALSE(rules.let_in);
  EXPECT_TRUE(rules_in("({Answer=\"let in\";Rule=Outcome;})").let_in);
  EXPECT_FALSE(rules_in("()").let_in);
  EXPECT_EQ(rules_in("\"odd\"").text, "odd\n");
}

}  // namespace
}  // namespace gatehouse::cli
