#include "gates/smtp/incoming.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gates::smtp {
namespace {

constexpr bool crlf = false;
constexpr bool bare_lf = true;

TEST(SmtpIncoming, KeepsLinesAndTakesTheirDotOff) {
  Incoming incoming(1000);
  EXPECT_EQ(incoming.take("a", crlf), "a");
  EXPECT_EQ(incoming.take("..", crlf), ".");
  EXPECT_EQ(incoming.take(".b", crlf), "b");
  EXPECT_EQ(incoming.take("", crlf), "");
  EXPECT_EQ(incoming.take(".", crlf), std::nullopt);
  EXPECT_TRUE(incoming.ended());
  EXPECT_FALSE(incoming.flaw());
}

struct SmuggleCase {
  std::string_view before;
  bool before_bare;
  std::string_view dot;
  bool dot_bare;
};

TEST(SmtpIncoming, EndsOnlyAtADotBetweenTwoCrlf) {
  constexpr SmuggleCase cases[] = {{"a", bare_lf, ".", crlf},    {"a", crlf, ".", bare_lf},
                                   {"a", bare_lf, ".", bare_lf}, {"a", crlf, "\r.", crlf},
                                   {"a", crlf, ".\r", crlf},     {"a\r.\r", crlf, "b", crlf}};
  for (const auto& [before, before_bare, dot, dot_bare] : cases) {
    Incoming incoming(1000);
    (void)incoming.take(before, before_bare);
    (void)incoming.take(dot, dot_bare);
    EXPECT_FALSE(incoming.ended());
    EXPECT_EQ(incoming.flaw(), Incoming::Flaw::bare_line_end);
    (void)incoming.take("", crlf);
    (void)incoming.take(".", crlf);
    EXPECT_TRUE(incoming.ended());
  }
}

TEST(SmtpIncoming, RefusesANul) {
  Incoming incoming(1000);
  EXPECT_EQ(incoming.take(std::string_view("a\0b", 3), crlf), std::nullopt);
  EXPECT_EQ(incoming.flaw(), Incoming::Flaw::bare_line_end);
}

TEST(SmtpIncoming, CountsLineEndsIntoTheSize) {
  Incoming fits(5);
  EXPECT_TRUE(fits.take("abc", crlf));
  EXPECT_FALSE(fits.flaw());
  EXPECT_FALSE(fits.take("", crlf));
  EXPECT_EQ(fits.flaw(), Incoming::Flaw::message_too_big);
}

TEST(SmtpIncoming, KeepsNothingAfterAFlaw) {
  Incoming incoming(1000);
  incoming.take_too_long(false);
  EXPECT_FALSE(incoming.take("a", crlf));
  EXPECT_EQ(incoming.flaw(), Incoming::Flaw::line_too_long);
}

TEST(SmtpIncoming, CallsMoreThanFiftyReceivedLinesALoop) {
  Incoming incoming(100000);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(incoming.take("received: from a", crlf));
  EXPECT_FALSE(incoming.take("Received: from b", crlf));
  EXPECT_EQ(incoming.flaw(), Incoming::Flaw::loop);
}

TEST(SmtpIncoming, CountsReceivedLinesOfTheHeaderOnly) {
  Incoming incoming(100000);
  EXPECT_TRUE(incoming.take("", crlf));
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(incoming.take("Received: from a", crlf));
}

}  // namespace
}  // namespace gatehouse::gates::smtp
