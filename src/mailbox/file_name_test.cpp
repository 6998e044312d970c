#include "mailbox/file_name.h"

#include <gtest/gtest.h>

namespace gatehouse::mailbox {
namespace {

TEST(FileName, IsABaseAndLetters) {
  struct Case {
    const char* name;
    const char* base;
    const char* letters;
  };
  for (const auto& [name, base, letters] : {Case{"1.a.h:2,FS", "1.a.h", "FS"},
                                            {"1.a.h", "1.a.h", ""},
                                            {"1.a.h:2,", "1.a.h", ""},
                                            {"1.a.h:1,x", "1.a.h", ""},
                                            {"", "", ""}}) {
    const auto parsed = FileName::parse(name);
    EXPECT_EQ(parsed.base, base);
    EXPECT_EQ(parsed.letters, letters);
  }
  EXPECT_EQ((FileName{"1.a.h", "FS"}.text()), "1.a.h:2,FS");
}

TEST(FileName, SaysItsSize) {
  const auto base = with_size("1.a.h", 90, 100);
  EXPECT_EQ(base, "1.a.h,S=90,W=100");
  EXPECT_EQ(size_in(base), 100U);
  EXPECT_EQ(size_in("1.a.h,W=7,S=5"), 7U);
  for (const char* other : {"1.a.h", "1.a.h,S=5", "1.a.h,W=", "1.a.h,W=x", "1.a.h,W=-1"})
    EXPECT_EQ(size_in(other), std::nullopt) << other;
}

TEST(FileName, SortsInTheOrderOfArrival) {
  Time now{std::chrono::milliseconds{1'700'000'000'001}};
  auto last = unique_base(now);
  for (int i = 0; i < 2000; ++i) {
    now += std::chrono::milliseconds{i % 3};
    auto next = unique_base(now);
    ASSERT_LT(last, next);
    last = std::move(next);
  }
}

TEST(FileName, GivesACopyTheEmailIdOfItsOriginal) {
  const Time now{std::chrono::seconds{1800000000}};
  for (const char* base : {"1700000000.M1P2Q3.host,S=5,W=6", "1700000000.x", "a b", "1.a,C=2"}) {
    const auto copy = base_of_copy(base, now, 1, 2);
    EXPECT_NE(copy, base_of_copy(base, now, 1, 2));
    EXPECT_EQ(size_in(copy), 2U);
    EXPECT_EQ(email_id(copy), email_id(base));
    EXPECT_LT(base_of_copy(copy, now, 1, 2).size(), copy.size() + 3) << "it does not grow";
  }
}

TEST(FileName, MakesEmailIdsOfNamesThatAreApart) {
  EXPECT_EQ(email_id("1700000000.M1P2Q3.host-a,S=5"), "M1700000000__M1P2Q3__host-a");
  EXPECT_EQ(email_id("a_b.c"), "Ma_5Fb__c");
  const std::string longest(250, '=');
  EXPECT_LT(email_id(longest).size(), 256U);
  EXPECT_NE(email_id(longest), email_id(longest + "1"));
}

}  // namespace
}  // namespace gatehouse::mailbox
