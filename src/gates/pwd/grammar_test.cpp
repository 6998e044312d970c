#include "gates/pwd/grammar.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::pwd {
namespace {

TEST(PwdGrammar, TakesAKeywordAndLeavesTheRestAsItIs) {
  EXPECT_EQ(parse_command("PASS  two  spaces ").keyword, "PASS");
  EXPECT_EQ(parse_command("PASS  two  spaces ").argument, " two  spaces ");
  EXPECT_EQ(parse_command("   quit").keyword, "quit");
  EXPECT_EQ(parse_command("QUIT").argument, "");
  EXPECT_EQ(parse_command("").keyword, "");
  EXPECT_EQ(parse_command("    ").keyword, "");
}

TEST(PwdGrammar, TakesAMethodAndAnInitialResponse) {
  EXPECT_EQ(parse_auth("PLAIN")->mechanism, "PLAIN");
  EXPECT_FALSE(parse_auth("PLAIN")->initial);
  EXPECT_EQ(parse_auth("PLAIN AGEAYg==")->initial, "AGEAYg==");
  EXPECT_EQ(parse_auth("WEBUSER joe session")->initial, "joe session");
  EXPECT_TRUE(parse_auth("WEBUSER joe session")->in_clear);
  EXPECT_FALSE(parse_auth("PLAIN AGEAYg==")->in_clear);
  EXPECT_FALSE(parse_auth("PLAIN")->in_clear);
  EXPECT_FALSE(parse_auth(""));
  EXPECT_FALSE(parse_auth("   "));
}

TEST(PwdGrammar, KnowsAnApopArgument) {
  EXPECT_TRUE(is_apop("joe 0123456789abcdef0123456789ABCDEF"));
  EXPECT_TRUE(is_apop("joe doe 0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(is_apop("joe 0123456789abcdef0123456789abcde"));
  EXPECT_FALSE(is_apop("joe 0123456789abcdef0123456789abcdeg"));
  EXPECT_FALSE(is_apop(" 0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(is_apop("0123456789abcdef0123456789abcdef"));
}

struct PasswordCase {
  std::string_view sent;
  std::string_view in_the_command;
};

TEST(PwdGrammar, QuotesARawPasswordAndKeepsAQuotedOne) {
  for (const auto& [sent, in_the_command] :
       {PasswordCase{"secret", R"("secret")"}, PasswordCase{"two words", R"("two words")"},
        PasswordCase{" x ", R"(" x ")"}, PasswordCase{"", R"("")"},
        PasswordCase{R"(a"b\c)", R"("a\"b\\c")"}, PasswordCase{"a\tb\x7f", R"("a\009b\127")"},
        PasswordCase{R"("quoted")", R"("quoted")"}, PasswordCase{R"("a\"b\\")", R"("a\"b\\")"},
        PasswordCase{R"("open)", R"("\"open")"}, PasswordCase{R"("a"b")", R"("\"a\"b\"")"},
        PasswordCase{R"("ends\")", R"("\"ends\\\"")"}, PasswordCase{R"(")", R"("\"")"},
        PasswordCase{"#12", R"("#12")"}})
    EXPECT_EQ(password_change(sent),
              "SETACCOUNTPASSWORD * PASSWORD " + std::string(in_the_command) + " CHECK")
        << sent;
}

}  // namespace
}  // namespace gatehouse::gates::pwd
