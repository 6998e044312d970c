#include "web/answers.h"

#include <gtest/gtest.h>

#include "settings/text.h"

namespace gatehouse::web {
namespace {

using std::chrono::sys_seconds;

settings::Dictionary read(std::string_view text) {
  auto value = settings::read(text);
  return value && value->dictionary() != nullptr ? *value->dictionary() : settings::Dictionary{};
}

TEST(Answers, AreReadByKey) {
  const auto facts = read(
      "{word=\"a b\";list=(a,#2,#I[10.0.0.5]:25);none=();null=#NULL#;number=#-7;digits=12;"
      "at=#T22-11-2026_06:07:08;from=#I[10.0.0.5]:993;limit=10M;inner={a=b;};yes=YES;no=NO;}");
  EXPECT_EQ(text_at(facts, "word"), "a b");
  EXPECT_EQ(text_at(facts, "list"), "a, 2, 10.0.0.5");
  EXPECT_EQ(text_at(facts, "none"), "");
  EXPECT_EQ(text_at(facts, "null"), "");
  EXPECT_EQ(text_at(facts, "missing"), "");
  EXPECT_EQ(text_at(facts, "number"), "-7");
  EXPECT_EQ(text_at(facts, "digits"), "12");
  EXPECT_EQ(text_at(facts, "at"), "2026-11-22 06:07:08 UTC");
  EXPECT_EQ(text_at(facts, "from"), "10.0.0.5");
  EXPECT_EQ(text_at(facts, "limit"), "10M");
  EXPECT_EQ(text_at(facts, "inner"), "{a=b;}");
  EXPECT_EQ(number_at(facts, "number"), -7);
  EXPECT_EQ(number_at(facts, "word"), std::nullopt);
  EXPECT_EQ(whole_at(facts, "digits"), 12);
  EXPECT_EQ(whole_at(facts, "missing"), 0);
  EXPECT_EQ(array_at(facts, "list").size(), 3U);
  EXPECT_TRUE(array_at(facts, "word").empty());
  EXPECT_EQ(time_at(facts, "at"), sys_seconds{std::chrono::seconds{1795327628}});
  EXPECT_EQ(time_at(facts, "word"), std::nullopt);
  EXPECT_TRUE(is_yes(facts, "yes"));
  EXPECT_FALSE(is_yes(facts, "no"));
  EXPECT_FALSE(is_yes(facts, "missing"));
}

TEST(Answers, TellTimesInWords) {
  EXPECT_EQ(time_words(sys_seconds{}), "1970-01-01 00:00:00 UTC");
  EXPECT_EQ(time_words(sys_seconds::min()), "long ago");
  EXPECT_EQ(time_words(sys_seconds::max()), "never");
  EXPECT_EQ(clock_words(sys_seconds{std::chrono::hours{25} + std::chrono::minutes{9}}), "01:09");
  EXPECT_EQ(period_words(0), "0 s");
  EXPECT_EQ(period_words(725), "12 min 5 s");
  EXPECT_EQ(period_words(86400), "1 d");
  EXPECT_EQ(period_words(2 * 86400 + 3 * 3600 + 59), "2 d 3 h");
}

TEST(Answers, TellSizesInWords) {
  EXPECT_EQ(size_words(0), "0 bytes");
  EXPECT_EQ(size_words(20480), "20 KiB");
  EXPECT_EQ(size_words(std::uint64_t{50} << 30U), "50 GiB");
}

}  // namespace
}  // namespace gatehouse::web
