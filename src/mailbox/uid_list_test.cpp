#include "mailbox/uid_list.h"

#include <gtest/gtest.h>

#include <limits>

namespace gatehouse::mailbox {
namespace {

TEST(UidList, IsReadAsItWasWritten) {
  UidList list{.validity = 7, .next = 3, .keywords = {"$Forwarded", "Later"}, .entries = {}};
  ASSERT_EQ(list.add(100, Time{std::chrono::seconds{1700000000}}, "1.M2.host,S=100").value(), 3U);
  ASSERT_EQ(list.add(0, Time{}, "name with spaces").value(), 4U);
  EXPECT_EQ(UidList::parse(list.text()).value(), list);
}

TEST(UidList, NamesTheLineItCannotRead) {
  struct Case {
    const char* text;
    const char* line;
  };
  const std::string head = "gatehouse-uids 1\nvalidity 5\nnext 9\n";
  for (const auto& [text, line] : {Case{"8 1 1 a\n7 1 1 b\n", "5"},
                                   {"9 1 1 a\n", "4"},
                                   {"1 1 1 \n", "4"},
                                   {"1 1 1 ../../x\n", "4"},
                                   {"1 -1 1 a\n", "4"},
                                   {"4294967296 1 1 a\n", "4"},
                                   {"1 1 99999999999999 a\n", "4"},
                                   {"keyword \n", "4"},
                                   {"1 1 1 a\n1 1 1 a\n", "5"}}) {
    const auto list = UidList::parse(head + text);
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().code, ErrorCode::damaged);
    EXPECT_TRUE(list.error().detail.starts_with(line)) << list.error().detail;
  }
  for (const char* text : {"", "gatehouse-uids 2\n", "gatehouse-uids 1\nvalidity 1\n",
                           "gatehouse-uids 1\nvalidity 0\nnext 1\n"})
    EXPECT_FALSE(UidList::parse(text)) << text;
}

TEST(UidList, EndsBeforeUidsRunOver) {
  UidList list{
      .validity = 1, .next = std::numeric_limits<Uid>::max(), .keywords = {}, .entries = {}};
  EXPECT_EQ(list.add(1, Time{}, "a").error().code, ErrorCode::too_long);
}

TEST(UidList, HasALetterForTwentySixKeywords) {
  UidList list;
  for (int i = 0; i < 26; ++i) EXPECT_TRUE(list.know({"k" + std::to_string(i)}).value());
  EXPECT_FALSE(list.know({"k3"}).value());
  EXPECT_EQ(list.know({"more"}).error().code, ErrorCode::too_long);
}

}  // namespace
}  // namespace gatehouse::mailbox
