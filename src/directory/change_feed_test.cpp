#include "directory/change_feed.h"

#include <gtest/gtest.h>

namespace gatehouse::directory {
namespace {

TEST(ChangeFeed, TellsWhatChangedSinceItWasAskedLast) {
  ChangeFeed feed;
  feed.note_account("id", "joe", false);
  const auto first = feed.since(0);
  ASSERT_EQ(first.accounts.size(), 1U);
  EXPECT_EQ(first.accounts[0], (ChangedAccount{"id", "joe", false}));
  EXPECT_FALSE(first.everything);
  EXPECT_FALSE(first.domains);

  feed.note_account("id", "ann", true);
  feed.note_domains();
  const auto second = feed.since(first.seen);
  ASSERT_EQ(second.accounts.size(), 1U);
  EXPECT_EQ(second.accounts[0], (ChangedAccount{"id", "ann", true}));
  EXPECT_TRUE(second.domains);

  const auto third = feed.since(second.seen);
  EXPECT_TRUE(third.accounts.empty());
  EXPECT_FALSE(third.domains);
  EXPECT_EQ(third.seen, second.seen);
}

TEST(ChangeFeed, TakesWhatWasPushedOutForEverything) {
  ChangeFeed feed;
  const auto before = feed.since(0).seen;
  for (std::size_t i = 0; i <= ChangeFeed::most; ++i) feed.note_account("id", "joe", false);
  EXPECT_TRUE(feed.since(before).everything);
  EXPECT_FALSE(feed.since(before + 1).everything);
  EXPECT_EQ(feed.since(before).accounts.size(), ChangeFeed::most);
}

TEST(ChangeFeed, TellsThatEverythingMayHaveChanged) {
  ChangeFeed feed;
  feed.note_everything();
  const auto changes = feed.since(0);
  EXPECT_TRUE(changes.everything);
  EXPECT_FALSE(feed.since(changes.seen).everything);
}

}  // namespace
}  // namespace gatehouse::directory
