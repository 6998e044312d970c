#include "gates/http/partial.h"

#include <gtest/gtest.h>

#include <ostream>

namespace gatehouse::gates::http {
namespace {

const Validators now{"\"a-1\"", "Sun, 22 Nov 2026 12:00:00 GMT"};

struct RangeCase {
  const char* field;
  const char* expected;  // "first+length", "whole" or "none"
  friend void PrintTo(const RangeCase& sample, std::ostream* out) { *out << sample.field; }
};

std::string text_of(const std::variant<Whole, Part, NoSuchPart>& part) {
  if (std::holds_alternative<Whole>(part)) return "whole";
  if (std::holds_alternative<NoSuchPart>(part)) return "none";
  const auto& some = std::get<Part>(part);
  return std::to_string(some.first) + "+" + std::to_string(some.length);
}

class Ranges : public testing::TestWithParam<RangeCase> {};

TEST_P(Ranges, AreReadOfAFileOfTenBytes) {
  const Request request{.fields = {{"range", GetParam().field}}};
  EXPECT_EQ(text_of(part_asked_for(request, now, 10)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, Ranges,
    testing::Values(RangeCase{"bytes=0-3", "0+4"}, RangeCase{"Bytes=4-", "4+6"},
                    RangeCase{"bytes=-3", "7+3"}, RangeCase{"bytes=-30", "0+10"},
                    RangeCase{"bytes=9-99", "9+1"}, RangeCase{"bytes=10-", "none"},
                    RangeCase{"bytes=-0", "none"}, RangeCase{"bytes=3-2", "whole"},
                    RangeCase{"bytes=0-1,3-4", "whole"}, RangeCase{"bytes=", "whole"},
                    RangeCase{"bytes=-", "whole"}, RangeCase{"bytes=+1-2", "whole"},
                    RangeCase{"bytes=0-18446744073709551616", "whole"},
                    RangeCase{"bytes=0-18446744073709551615", "0+10"},
                    RangeCase{"lines=0-3", "whole"}));

TEST(Ranges, AreOfTheStateThatTheClientKnows) {
  for (const auto* known : {"\"a-1\"", "Sun, 22 Nov 2026 12:00:00 GMT"}) {
    const Request request{.fields = {{"range", "bytes=0-3"}, {"if-range", known}}};
    EXPECT_EQ(text_of(part_asked_for(request, now, 10)), "0+4");
  }
  for (const auto* known : {"\"b-1\"", "W/\"a-1\"", "Sun, 22 Nov 2026 12:00:01 GMT"}) {
    const Request request{.fields = {{"range", "bytes=0-3"}, {"if-range", known}}};
    EXPECT_EQ(text_of(part_asked_for(request, now, 10)), "whole") << known;
  }
}

TEST(Ranges, OfNothingAreNowhere) {
  const Request request{.fields = {{"range", "bytes=0-"}}};
  EXPECT_EQ(text_of(part_asked_for(request, now, 0)), "none");
}

TEST(Unchanged, IsWhatTheClientNamesByItsTag) {
  for (const auto* tags : {"\"a-1\"", "W/\"a-1\"", "\"x\", \"a-1\"", "*"})
    EXPECT_TRUE(is_unchanged({.fields = {{"if-none-match", tags}}}, now)) << tags;
  EXPECT_FALSE(is_unchanged(
      {.fields = {{"if-none-match", "\"b\""}, {"if-modified-since", now.modified}}}, now));
}

TEST(Unchanged, IsWhatHasTheDateThatWasTold) {
  EXPECT_TRUE(is_unchanged({.fields = {{"if-modified-since", now.modified}}}, now));
  EXPECT_FALSE(
      is_unchanged({.fields = {{"if-modified-since", "Sat, 21 Nov 2026 12:00:00 GMT"}}}, now));
  EXPECT_FALSE(is_unchanged({}, now));
}

}  // namespace
}  // namespace gatehouse::gates::http
