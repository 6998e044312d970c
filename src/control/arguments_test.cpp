#include "control/arguments.h"

#include <gtest/gtest.h>

namespace gatehouse::control {
namespace {

TEST(Arguments, AreTakenFromTheLeft) {
  Arguments rest("  joe@company.com \"two words\" (a,b) {k=v;} into LAST ", "VERB");
  EXPECT_EQ(*rest.word("a name"), "joe@company.com");
  EXPECT_EQ(*rest.word("a name"), "two words");
  EXPECT_TRUE(rest.next_is('('));
  EXPECT_EQ(*rest.list("names"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rest.dictionary("settings")->at("k"), settings::Value("v"));
  EXPECT_FALSE(rest.end());
  EXPECT_TRUE(rest.keyword("INTO"));
  EXPECT_TRUE(rest.expect_keyword("last"));
  EXPECT_TRUE(rest.empty());
  EXPECT_TRUE(rest.end());
}

TEST(Arguments, SayWhatWasExpectedAndNeverWhatWasSent) {
  Arguments rest("\"s3cret", "SETACCOUNTPASSWORD accountName PASSWORD newPassword");
  const auto word = rest.word("a password");
  ASSERT_FALSE(word);
  EXPECT_EQ(word.error().code, ErrorCode::malformed);
  EXPECT_TRUE(word.error().detail.starts_with("expected a password"));
  EXPECT_NE(word.error().detail.find("the form is SETACCOUNTPASSWORD"), std::string::npos);
  EXPECT_EQ(word.error().detail.find("s3cret"), std::string::npos);
}

TEST(Arguments, DistinguishAKeywordFromAWordThatBeginsLikeIt) {
  Arguments rest("checked \"CHECK\"", "VERB");
  EXPECT_FALSE(rest.keyword("CHECK"));
  EXPECT_TRUE(rest.word("a word"));
  EXPECT_FALSE(rest.keyword("CHECK"));
}

TEST(Arguments, KeepANumberAsItWasWritten) {
  Arguments rest("#007 #-50", "VERB");
  EXPECT_EQ(*rest.word("a word"), "#007");
  EXPECT_EQ(*rest.word("a word"), "#-50");
}

TEST(Arguments, RefuseOtherKindsAndWhatRunsTogether) {
  for (const auto text : {"", "   ", "(a)", "{a=b;}", "[AAAA]", "#NULL#", "\"a\"b", "{a=b}", ")"}) {
    Arguments rest(text, "VERB");
    EXPECT_FALSE(rest.word("a word")) << text;
  }
  for (const auto text : {"", "a", "(a)", "{a=b}", "{a=b;}c", "{a=b;a=c;}"}) {
    Arguments rest(text, "VERB");
    EXPECT_FALSE(rest.dictionary("settings")) << text;
  }
  for (const auto text : {"", "{a=b;}", "(a,(b))", "(a", "#5", "(a b)"}) {
    Arguments rest(text, "VERB");
    EXPECT_FALSE(rest.list("names")) << text;
  }
}

TEST(Arguments, TakeALoneStringAsAListOfOne) {
  Arguments rest("joe ()", "VERB");
  EXPECT_EQ(*rest.list("names"), std::vector<std::string>{"joe"});
  EXPECT_TRUE(rest.list("names")->empty());
}

}  // namespace
}  // namespace gatehouse::control
