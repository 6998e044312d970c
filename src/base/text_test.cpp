#include "base/text.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(trimmed(" \t x y\t"), "x y");
  std::string_view text = "USER joe smith";
  EXPECT_EQ(take_until(text, ' '), "USER");
  EXPECT_EQ(take_until(text, '#'), "joe smith");
  EXPECT_EQ(text, "");
}

TEST(Text, ComparesLettersOnlyOfAscii) {
  EXPECT_TRUE(same_but_case("LoGin", "lOgIN"));
  EXPECT_FALSE(same_but_case("login", "logins"));
  EXPECT_FALSE(same_but_case("@", "`"));
}

TEST(Text, ReadsWholeNumbersOnly) {
  EXPECT_EQ(to_number<int>("42"), 42);
  for (const auto* text : {"", " 42", "42 ", "4x", "+4", "99999999999"})
    EXPECT_EQ(to_number<int>(text), std::nullopt) << text;
  EXPECT_EQ(to_number<unsigned>("-1"), std::nullopt);
}

TEST(Text, HexGoesBothWays) {
  EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00FF10"), std::string("\x00\xff\x10", 3));
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Text, KnowsValidUtf8) {
  for (const auto* text :
       {"", "plain", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF"})
    EXPECT_TRUE(is_utf8(text)) << escaped(text);
  for (const auto* text : {"\xff", "\xC0\x80", "\xC3", "\xE2\x82", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xF0\x80\x80\x80", "\x80"})
    EXPECT_FALSE(is_utf8(text)) << escaped(text);
}

TEST(Text, EscapesWhatTheNetSent) {
  EXPECT_EQ(escaped("a\r\nb\\"), "a\\x0d\\x0ab\\x5c");
  EXPECT_EQ(escaped("abcdef", 3), "abc...");
}

}  // namespace
}  // namespace gatehouse
