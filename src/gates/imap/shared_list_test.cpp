#include "gates/imap/shared_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::gates::imap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

List asked(std::string reference, std::vector<std::string> patterns, bool subscribed = false) {
  List request{.reference = std::move(reference),
               .patterns = std::move(patterns),
               .extended = false,
               .selection = {},
               .wanted = {}};
  request.selection.subscribed = subscribed;
  return request;
}

const std::vector<std::string> subscriptions{"INBOX", "Work", "~ann@x.com/INBOX", "~bob/A",
                                             "~bob/A/B"};

TEST(AccountsMeant, AreThoseThatThePatternsName) {
  EXPECT_THAT(accounts_meant(asked("", {"~joe/*"}), subscriptions), ElementsAre("joe"));
  EXPECT_THAT(accounts_meant(asked("~joe/", {"%"}), subscriptions), ElementsAre("joe"));
  EXPECT_THAT(accounts_meant(asked("~joe", {""}), subscriptions), ElementsAre("joe"));
  EXPECT_THAT(accounts_meant(asked("", {"~joe@x.com/A", "~joe@x.com/B"}), subscriptions),
              ElementsAre("joe@x.com"));
}

TEST(AccountsMeant, AreThoseOfTheSubscriptionsWhenThePatternIsOpen) {
  for (const auto* pattern : {"~%", "~*", "~b*", "~%/%"})
    EXPECT_THAT(accounts_meant(asked("", {pattern}), subscriptions),
                ElementsAre("ann@x.com", "bob"));
  EXPECT_THAT(accounts_meant(asked("", {"*"}, true), subscriptions),
              ElementsAre("ann@x.com", "bob"));
}

TEST(AccountsMeant, AreNoneForOnesOwnMailboxes) {
  for (const auto* pattern : {"*", "%", "Work/*", "", "~"})
    EXPECT_THAT(accounts_meant(asked("", {pattern}), subscriptions), IsEmpty()) << pattern;
  EXPECT_THAT(accounts_meant(asked("", {"Work*"}, true), subscriptions), IsEmpty());
}

TEST(AccountsMeant, AreNotMoreThanAHundred) {
  std::vector<std::string> many;
  for (int i = 0; i < 500; ++i) many.push_back("~a" + std::to_string(i) + "/x");
  EXPECT_EQ(accounts_meant(asked("", {"~%"}), many).size(), 100U);
}

struct Told {
  std::string name;
  bool selectable;
  bool has_children;
};
void expect_seen(const std::vector<SeenMailbox>& seen, const std::vector<Told>& told) {
  ASSERT_EQ(seen.size(), told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(seen[i].name, told[i].name);
    EXPECT_EQ(seen[i].selectable, told[i].selectable) << told[i].name;
    EXPECT_EQ(seen[i].has_children, told[i].has_children) << told[i].name;
  }
}

TEST(SeenMailboxes, AreThoseThatMayBeLookedUp) {
  expect_seen(seen_mailboxes({"INBOX", "A", "A/B", "C"}, {"", "lr", "lrs", "r"}),
              {{"", false, true}, {"A", true, true}, {"A/B", true, false}});
}

TEST(SeenMailboxes, HaveTheLevelsAboveThemWhateverTheseAllow) {
  expect_seen(
      seen_mailboxes({"A", "A/B", "A/B/C"}, {"", "", "lr"}),
      {{"", false, true}, {"A", false, true}, {"A/B", false, true}, {"A/B/C", true, false}});
}

TEST(SeenMailboxes, CannotBeSelectedWithoutTheRightToRead) {
  expect_seen(seen_mailboxes({"Drop"}, {"lip"}), {{"", false, true}, {"Drop", false, false}});
}

TEST(SeenMailboxes, AreNoneWhenNoneMayBeSeen) {
  EXPECT_TRUE(seen_mailboxes({"INBOX", "A"}, {"", "rswit"}).empty());
  EXPECT_TRUE(seen_mailboxes({}, {}).empty());
}

}  // namespace
}  // namespace gatehouse::gates::imap
