#include "gates/pop3/grammar.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::pop3 {
namespace {

using namespace std::string_view_literals;

TEST(Pop3Command, KeepsThePasswordAsItIs) {
  const auto command = parse_command("PASS  two words ");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->keyword, "PASS");
  EXPECT_EQ(command->argument, " two words ");
}

TEST(Pop3Command, RefusesControlCharactersAndEmptyLines) {
  EXPECT_FALSE(parse_command(""));
  EXPECT_FALSE(parse_command(" STAT"));
  EXPECT_FALSE(parse_command("USER a\0b"sv));
  EXPECT_FALSE(parse_command("USER a\rb"));
  EXPECT_FALSE(parse_command("USER a\tb"));
  EXPECT_TRUE(parse_command("USER j\xC3\xB6"));
}

TEST(Pop3Number, StartsAtOne) {
  EXPECT_EQ(parse_number("1"), 1U);
  EXPECT_EQ(parse_number("4294967295"), 4294967295U);
  for (const auto text : {"", "0", "-1", "+1", "1 ", "4294967296", "1x"})
    EXPECT_FALSE(parse_number(text)) << text;
}

TEST(Pop3Top, TakesTwoNumbers) {
  const auto top = parse_top("3 0");
  ASSERT_TRUE(top);
  EXPECT_EQ(top->number, 3U);
  EXPECT_EQ(top->lines, 0U);
  for (const auto text : {"3", "3 ", " 0", "0 0", "3 -1", "3 1 1"})
    EXPECT_FALSE(parse_top(text)) << text;
}

TEST(Pop3Auth, KeepsNoneAndEmptyApart) {
  EXPECT_EQ(parse_auth("PLAIN")->initial, std::nullopt);
  EXPECT_EQ(parse_auth("PLAIN =")->initial, "=");
  EXPECT_FALSE(parse_auth(""));
  EXPECT_FALSE(parse_auth("PLAIN a b"));
}

TEST(Pop3Apop, NeedsANameAndAWholeDigest) {
  EXPECT_TRUE(is_apop("mrose c4c9334bac560ecc979e58001b3e22fb"));
  EXPECT_TRUE(is_apop("two words c4c9334bac560ecc979e58001b3e22fb"));
  EXPECT_FALSE(is_apop("mrose c4c9334bac560ecc979e58001b3e22f"));
  EXPECT_FALSE(is_apop("mrose c4c9334bac560ecc979e58001b3e22fg"));
  EXPECT_FALSE(is_apop("c4c9334bac560ecc979e58001b3e22fb"));
  EXPECT_FALSE(is_apop(" c4c9334bac560ecc979e58001b3e22fb"));
}

struct TopCase {
  std::string_view message;
  std::uint32_t lines;
  std::string_view expected;
};

TEST(Pop3TopOf, GivesTheHeaderAndSomeLines) {
  constexpr TopCase cases[] = {{"A: b\r\n\r\none\r\ntwo\r\n", 0, "A: b\r\n\r\n"},
                               {"A: b\r\n\r\none\r\ntwo\r\n", 1, "A: b\r\n\r\none\r\n"},
                               {"A: b\r\n\r\none\r\ntwo\r\n", 9, "A: b\r\n\r\none\r\ntwo\r\n"},
                               {"A: b\r\n\r\n\r\n\r\ntwo\r\n", 1, "A: b\r\n\r\n\r\n"},
                               {"\r\none\r\n", 0, "\r\n"},
                               {"A: b\r\n", 3, "A: b\r\n"},
                               {"A: b\r\n\r\nunended", 1, "A: b\r\n\r\nunended"},
                               {"", 1, ""}};
  for (const auto& [message, lines, expected] : cases) EXPECT_EQ(top_of(message, lines), expected);
}

TEST(Pop3MultiLine, DoublesDotsAndCloses) {
  EXPECT_EQ(multi_line(""), ".\r\n");
  EXPECT_EQ(multi_line("a\r\n"), "a\r\n.\r\n");
  EXPECT_EQ(multi_line(".\r\n..\r\na.b\r\n"), "..\r\n...\r\na.b\r\n.\r\n");
  EXPECT_EQ(multi_line("unended"), "unended\r\n.\r\n");
  EXPECT_EQ(multi_line("\r\n\r\n"), "\r\n\r\n.\r\n");
}

}  // namespace
}  // namespace gatehouse::gates::pop3
