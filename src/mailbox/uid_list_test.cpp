#include "mailbox/uid_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace gatehouse::mailbox {
namespace {

using testing::ElementsAre;

Time at(int seconds) { return Time{std::chrono::seconds{seconds}}; }

// Three messages, one keyword, one message gone, a change of flags.
UidList example() {
  UidList list(7, "abc1");
  EXPECT_TRUE(list.know({"$Forwarded", "Later"}));
  EXPECT_EQ(list.add(100, at(1700000000), {"1.M2.host,S=100:2,Sb", false}).value(), 1U);
  EXPECT_EQ(list.add(0, Time{}, {"name with spaces", true}).value(), 2U);
  list.begin_change();
  EXPECT_EQ(list.add(5, at(5), {"3.x", false}).value(), 3U);
  list.begin_change();
  list.vanish({2, 9});
  list.begin_change();
  list.place(0, {"1.M2.host,S=100:2,FSb", false});
  list.saw({1, 2, 3});
  return list;
}

TEST(UidList, IsReadAsItWasWritten) {
  const auto list = example();
  const auto again = UidList::parse(list.text()).value();
  EXPECT_EQ(again.text(), list.text());
  EXPECT_EQ(again.messages(), list.messages());
  EXPECT_EQ(again.path(0), "cur/1.M2.host,S=100:2,FSb");
  EXPECT_EQ(again.highest(), 5U);
  EXPECT_EQ(again.next(), 4U);
  EXPECT_EQ(again.stamps(), (UidList::Stamps{1, 2, 3}));
  EXPECT_TRUE(again.messages().at(0).flags.flagged);
  EXPECT_THAT(again.messages().at(0).flags.keywords, ElementsAre("Later"));
}

TEST(UidList, IsFollowedByTheLinesOfItsChanges) {
  UidList follower(7, "abc1");
  const auto list = example();
  ASSERT_TRUE(follower.apply(list.unsaved()));
  EXPECT_EQ(follower.text(), list.text());
  EXPECT_EQ(UidList::parse(UidList(7, "abc1").text() + list.unsaved()).value().text(), list.text());
}

TEST(UidList, GivesAnotherModSequenceOnlyWhenFlagsChange) {
  auto list = example();
  list.begin_change();
  const auto before = list.messages().at(0).changed;
  list.place(0, {"1.M2.host,S=100:2,FSb", true});
  list.place(0, {"1.M2.host,S=100:2,FPSb", false});
  EXPECT_EQ(list.messages().at(0).changed, before);
  list.place(0, {"1.M2.host,S=100:2,F", false});
  EXPECT_EQ(list.messages().at(0).changed, before + 1);
  EXPECT_EQ(list.highest(), before + 1);
}

TEST(UidList, KnowsWhatVanishedUntilItIsTooMuch) {
  UidList list(7, "abc1");
  constexpr Uid most = 30000;
  for (Uid uid = 1; uid <= most; ++uid) ASSERT_TRUE(list.add(1, Time{}, {"x", false}));
  const auto before = list.highest();
  list.begin_change();
  list.vanish({3, 4, 5, 9});
  EXPECT_THAT(list.vanished_since(before).value(), ElementsAre(UidRange{3, 5}, UidRange{9, 9}));
  EXPECT_THAT(list.vanished_since(list.highest()).value(), ElementsAre());
  for (Uid first = 11; first < most; first += 300) {
    std::vector<Uid> some;
    for (Uid uid = first; uid < std::min(first + 300, most); uid += 2) some.push_back(uid);
    list.begin_change();
    list.vanish(some);
  }
  EXPECT_EQ(list.vanished_since(before), std::nullopt);
  EXPECT_EQ(list.vanished_since(list.highest() - 1).value().size(), 145U);
  const auto again = UidList::parse(list.text()).value();
  EXPECT_EQ(again.vanished_since(before), std::nullopt);
  EXPECT_EQ(again.vanished_since(list.highest() - 9), list.vanished_since(list.highest() - 9));
}

TEST(UidList, ReadsItsFirstFormatOn) {
  const auto list = UidList::parse(
      "gatehouse-uids 1\nvalidity 5\nnext 9\nkeyword Later\n3 20 1700000000 1.a,S=20\n8 1 1 b c\n");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->next(), 9U);
  EXPECT_EQ(list->id(), "");
  EXPECT_EQ(list->messages().size(), 2U);
  EXPECT_EQ(list->messages().at(0).received, at(1700000000));
  EXPECT_EQ(list->messages().at(0).changed, 1U);
  EXPECT_EQ(list->file(1).name, "b c");
  EXPECT_EQ(list->stamps(), UidList::Stamps{}) << "the folders will be looked at";
}

TEST(UidList, NamesTheLineItCannotRead) {
  struct Case {
    const char* text;
    const char* line;
  };
  const std::string old = "gatehouse-uids 1\nvalidity 5\nnext 9\n";
  for (const auto& [text, line] : {Case{"8 1 1 a\n7 1 1 b\n", "5"},
                                   {"9 1 1 a\n", "4"},
                                   {"1 1 1 \n", "4"},
                                   {"1 1 1 ../../x\n", "4"},
                                   {"1 -1 1 a\n", "4"},
                                   {"4294967296 1 1 a\n", "4"},
                                   {"1 1 99999999999999 a\n", "4"},
                                   {"keyword \n", "4"},
                                   {"1 1 1 a\n1 1 1 a\n", "5"}}) {
    const auto list = UidList::parse(old + text);
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().code, ErrorCode::damaged);
    EXPECT_TRUE(list.error().detail.starts_with(line)) << list.error().detail;
  }
  const std::string head = "gatehouse-uids 2\nvalidity 5\nmailbox a\n";
  for (const char* text : {"1 1 1 1 a\n",
                           "1 1 1 1 cur/../x\n",
                           "1 1 1 1 cur/.x\n",
                           "1 1 1 1 tmp/x\n",
                           "1 1 1 9223372036854775808 cur/x\n",
                           "0 1 1 1 cur/x\n",
                           "4294967295 1 1 1 cur/x\n",
                           "2 1 1 1 cur/x\n2 1 1 1 cur/y\n",
                           "at 1 1 cur/x\n",
                           "1 1 1 5 cur/x\nat 1 4 cur/x\n",
                           "1 1 1 1 cur/x\ngone 2 1:1\nat 1 3 cur/x\n",
                           "gone 1 2:1\n",
                           "gone 1 0:1\n",
                           "gone 1 1\n",
                           "gone 5 1:1\ngone 4 2:2\n",
                           "stamps 1 2\n",
                           "stamps 1 2 x\n",
                           "highest 0\n",
                           "next 0\n",
                           "validity 4\n",
                           "mailbox a b\n",
                           "frob\n",
                           "\n"}) {
    EXPECT_FALSE(UidList::parse(head + text)) << text;
  }
  for (const char* text :
       {"", "gatehouse-uids 3\n", "gatehouse-uids 2\nvalidity 1\n", "gatehouse-uids 1\nnext 1\n",
        "gatehouse-uids 2\nmailbox a\n", "gatehouse-uids 1\nvalidity 0\nnext 1\n"})
    EXPECT_FALSE(UidList::parse(text)) << text;
}

TEST(UidList, EndsBeforeUidsRunOver) {
  auto list = UidList::parse("gatehouse-uids 2\nvalidity 1\nmailbox a\nnext 4294967295\n").value();
  EXPECT_EQ(list.next(), std::numeric_limits<Uid>::max());
  EXPECT_EQ(list.add(1, Time{}, {"a", false}).error().code, ErrorCode::too_long);
}

TEST(UidList, HasALetterForTwentySixKeywords) {
  UidList list(1, "a");
  for (int i = 0; i < 26; ++i) EXPECT_TRUE(list.know({"k" + std::to_string(i)}).value());
  EXPECT_FALSE(list.know({"k3"}).value());
  EXPECT_EQ(list.know({"more"}).error().code, ErrorCode::too_long);
}

TEST(UidList, GivesALetterThatWasThereBeforeItsKeyword) {
  UidList list(1, "a");
  ASSERT_TRUE(list.add(1, Time{}, {"x:2,a", false}));
  EXPECT_TRUE(list.messages().at(0).flags.keywords.empty());
  ASSERT_TRUE(list.know({"Later"}));
  EXPECT_THAT(list.messages().at(0).flags.keywords, ElementsAre("Later"));
}

}  // namespace
}  // namespace gatehouse::mailbox
