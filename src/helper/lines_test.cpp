#include "helper/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::helper {
namespace {

using testing::ElementsAre;

struct Cut {
  bool fits;
  std::vector<std::string> lines;
};

Cut cut(std::size_t longest, const std::vector<std::string>& parts) {
  LineCutter cutter(longest);
  Cut all{true, {}};
  for (const auto& part : parts)
    all.fits = all.fits &&
               cutter.add(part, [&all](std::string_view line) { all.lines.emplace_back(line); });
  return all;
}

TEST(LineCutter, GivesTheSameLinesWhereverTheBytesAreCut) {
  const std::string text = "00001 INTF 5\n* remark\r\n\n00002 OK\r\n\rodd\n";
  const std::vector<std::string> lines{"00001 INTF 5", "* remark", "", "00002 OK", "\rodd"};
  for (std::size_t first = 0; first <= text.size(); ++first)
    for (std::size_t second = first; second <= text.size(); ++second) {
      const auto all = cut(
          100, {text.substr(0, first), text.substr(first, second - first), text.substr(second)});
      EXPECT_TRUE(all.fits);
      EXPECT_EQ(all.lines, lines) << first << " " << second;
    }
}

TEST(LineCutter, CountsBytesWithoutTheEndOfLine) {
  EXPECT_THAT(cut(4, {"1234\n", "1234\r\n"}).lines, ElementsAre("1234", "1234"));
  EXPECT_FALSE(cut(4, {"12345\n"}).fits);
  EXPECT_FALSE(cut(4, {"12345\r\n"}).fits);
  EXPECT_FALSE(cut(4, {"12", "345"}).fits);
  EXPECT_FALSE(cut(4, {"1", "2", "3", "4", "5"}).fits);
  EXPECT_TRUE(cut(4, {"1234", "\r"}).fits);
  EXPECT_FALSE(cut(4, {"1234", "\r", "x"}).fits);
}

TEST(LineCutter, GivesWhatCameBeforeALineThatIsTooLong) {
  const auto all = cut(4, {"ok\n123456789"});
  EXPECT_FALSE(all.fits);
  EXPECT_THAT(all.lines, ElementsAre("ok"));
}

struct NumberedCase {
  std::string line;
  std::uint64_t number;
  std::string text;
};

TEST(AnswerLines, NumberedOnesHaveANumberAndTheRest) {
  for (const auto& [line, number, text] :
       {NumberedCase{"00001 OK", 1, "OK"},
        {"1 OK", 1, "OK"},
        {"00012 ERROR no such", 12, "ERROR no such"},
        {"00012", 12, ""},
        {"00012 ", 12, ""},
        {"00012  OK", 12, " OK"},
        {"0 OK", 0, "OK"},
        {"123456789012345678 OK", 123456789012345678ULL, "OK"}}) {
    const auto parsed = parse_line(line);
    const auto* answer = std::get_if<Numbered>(&parsed);
    ASSERT_NE(answer, nullptr) << line;
    EXPECT_EQ(answer->number, number) << line;
    EXPECT_EQ(answer->text, text) << line;
  }
}

TEST(AnswerLines, RemarksStartWithAStar) {
  for (const std::string line : {"* hello", "*hello", "*\thello "}) {
    const auto parsed = parse_line(line);
    ASSERT_TRUE(std::holds_alternative<Remark>(parsed)) << line;
    EXPECT_EQ(std::get<Remark>(parsed).text, "hello") << line;
  }
}

TEST(AnswerLines, EverythingElseIsStray) {
  for (const std::string line : {"", " ", "OK", " 00001 OK", "-1 OK", "+1 OK", "0x1 OK", "1a OK",
                                 "1\tOK", "1234567890123456789 OK", "\x01", "\xff\xfe", "INTF 5"})
    EXPECT_TRUE(std::holds_alternative<Stray>(parse_line(line))) << line;
}

TEST(Numbers, HaveAtLeastFiveDigits) {
  EXPECT_EQ(number_text(1), "00001");
  EXPECT_EQ(number_text(99999), "99999");
  EXPECT_EQ(number_text(100000), "100000");
}

TEST(Interface, TheVersionNamedIsRead) {
  EXPECT_EQ(interface_offer(5), "INTF 5");
  EXPECT_EQ(parse_interface("INTF 1"), 1);
  EXPECT_EQ(parse_interface("INTF 0"), 0);
  EXPECT_EQ(parse_interface("INTF -4"), 0);
  EXPECT_EQ(parse_interface("INTF 12 "), 12);
  EXPECT_EQ(parse_interface("INTF 9999999999"), 2147483647);
  for (const auto* answer :
       {"OK", "INTF", "INTF ", "INTF x", "INTF 1 2", "ERROR INTF 5", "", "intf 5"})
    EXPECT_EQ(parse_interface(answer), std::nullopt) << answer;
}

TEST(WhatIsLogged, IsAKnownWordOrNothing) {
  EXPECT_EQ(loggable_word("PLAIN secret"), "PLAIN");
  EXPECT_EQ(loggable_word("OK"), "OK");
  EXPECT_EQ(loggable_word("secret"), "?");
  EXPECT_EQ(loggable_word(""), "?");
}

TEST(OneLine, HasNoEndInside) {
  EXPECT_TRUE(fits_one_line("VRFY a \"b\tc\""));
  for (const std::string_view text : {std::string_view("a\nb"), std::string_view("a\rb"),
                                      std::string_view("a\0b", 3), std::string_view("\n")})
    EXPECT_FALSE(fits_one_line(text));
}

}  // namespace
}  // namespace gatehouse::helper
