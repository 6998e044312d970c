#include "gates/imap/mailbox_place.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

TEST(NameAbove, IsTheNameWithoutItsLastLevel) {
  EXPECT_EQ(name_above("A/B/C"), "A/B");
  EXPECT_EQ(name_above("A/B"), "A");
  EXPECT_EQ(name_above("A"), "");
  EXPECT_EQ(name_above(""), "");
}

TEST(MissingCode, SaysTryCreateOnlyToWhoMayCreate) {
  EXPECT_EQ(missing_code({}), "TRYCREATE") << "one's own";
  EXPECT_EQ(missing_code({.own = false, .rights = "lr", .above = "lrk"}), "TRYCREATE");
  EXPECT_EQ(missing_code({.own = false, .rights = "lri", .above = "lri"}), "NONEXISTENT");
  EXPECT_EQ(missing_code({.own = false, .rights = "lri", .above = "k"}), "NONEXISTENT");
  EXPECT_EQ(missing_code({.own = false, .rights = "", .above = ""}), "NONEXISTENT");
}

TEST(Refusal, TellsTheKeepersWords) {
  const auto answer = refusal(auth::Refused{ErrorCode::not_allowed, "The real name is john"});
  EXPECT_EQ(tagged_line("a", answer), "a NO [NOPERM] The real name is john\r\n");
  EXPECT_EQ(refusal(auth::Refused{ErrorCode::not_found, "x"}).code, "NONEXISTENT");
  EXPECT_EQ(refusal(auth::Refused{ErrorCode::malformed, "x"}).code, "CANNOT");
  EXPECT_EQ(refusal(auth::Refused{ErrorCode::too_long, "x"}).code, "LIMIT");
  EXPECT_EQ(refusal(auth::Refused{ErrorCode::unavailable, "x"}).code, "UNAVAILABLE");
}

}  // namespace
}  // namespace gatehouse::gates::imap
