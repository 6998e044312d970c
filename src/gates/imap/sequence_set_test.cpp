#include "gates/imap/sequence_set.h"

#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

struct Case {
  const char* text;
  std::uint32_t largest;
  std::vector<Range> ranges;
};

TEST(SequenceSet, StandsForSortedRangesWithoutOverlap) {
  const std::vector<Case> cases{
      {"1", 9, {{1, 1}}},
      {"2,4:7,9,12:*", 15, {{2, 2}, {4, 7}, {9, 9}, {12, 15}}},  // RFC 3501, section 9
      {"*:4,5:7", 10, {{4, 10}}},
      {"*", 3, {{3, 3}}},
      {"*", 0, {}},
      {"1:*", 0, {{1, 1}}},
      {"559:*", 20, {{20, 559}}},  // RFC 3501, section 6.4.8: the last one is always in it
      {"3,1,2", 9, {{1, 3}}},
      {"4294967295,1:4294967295", 1, {{1, 4294967295}}},
  };
  for (const auto& each : cases) {
    const auto set = SequenceSet::parse(each.text);
    ASSERT_TRUE(set) << each.text;
    EXPECT_EQ(set->ranges(each.largest), each.ranges) << each.text;
  }
}

TEST(SequenceSet, RefusesWhatIsNoSet) {
  for (const char* text : {"", "0", "1:", ":1", "1,,2", "1:2:3", "-1", "+1", "a", "1 2", "**",
                           "4294967296", "0:5", " 1"})
    EXPECT_FALSE(SequenceSet::parse(text)) << text;
}

TEST(SequenceSet, FindsANumberInItsRanges) {
  const std::vector<Range> ranges{{2, 4}, {7, 7}};
  for (const auto number : {2U, 3U, 4U, 7U}) EXPECT_TRUE(contains(ranges, number)) << number;
  for (const auto number : {1U, 5U, 6U, 8U}) EXPECT_FALSE(contains(ranges, number)) << number;
  EXPECT_FALSE(contains({}, 1));
}

TEST(SequenceSet, IsWrittenShort) {
  EXPECT_EQ(text_of(std::vector<std::uint32_t>{1, 2, 3, 5, 8, 9}), "1:3,5,8:9");
  EXPECT_EQ(text_of(std::vector<std::uint32_t>{}), "");
}

}  // namespace
}  // namespace gatehouse::gates::imap
