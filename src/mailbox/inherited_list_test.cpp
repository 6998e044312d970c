// A new mailbox takes a copy of the access control list of the one above it, byte by byte.
#include <gtest/gtest.h>

#include "mailbox/disk.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

class InheritedList : public testing::Test {
 protected:
  void give(const std::string& name, const std::string& list) {
    const auto folder = mailboxes_.directory(name);
    ASSERT_TRUE(folder);
    ASSERT_TRUE(replace_file(*folder / "gatehouse-acl", list));
  }
  [[nodiscard]] std::string list_of(const std::string& name) {
    const auto folder = mailboxes_.directory(name);
    if (!folder) return "no mailbox";
    return read_whole(*folder / "gatehouse-acl").value_or("none");
  }

  TemporaryFolder folder_;
  Mailboxes mailboxes_{folder_.path()};
};

TEST_F(InheritedList, IsThatOfTheMailboxAbove) {
  ASSERT_TRUE(mailboxes_.create("Projects"));
  EXPECT_EQ(list_of("Projects"), "none");
  give("Projects", "{ joe = lr; }");
  ASSERT_TRUE(mailboxes_.create("Projects/Bridge"));
  EXPECT_EQ(list_of("Projects/Bridge"), "{ joe = lr; }");
}

TEST_F(InheritedList, IsACopyThatGoesItsOwnWay) {
  ASSERT_TRUE(mailboxes_.create("Projects"));
  give("Projects", "{ joe = lr; }");
  ASSERT_TRUE(mailboxes_.create("Projects/Bridge"));
  give("Projects", "{ ann = a; }");
  EXPECT_EQ(list_of("Projects/Bridge"), "{ joe = lr; }");
}

TEST_F(InheritedList, GoesDownThroughLevelsThatAreMadeOnTheWay) {
  ASSERT_TRUE(mailboxes_.create("A"));
  give("A", "{ joe = lr; }");
  ASSERT_TRUE(mailboxes_.create("A/B/C"));
  EXPECT_EQ(list_of("A/B"), "{ joe = lr; }");
  EXPECT_EQ(list_of("A/B/C"), "{ joe = lr; }");
}

TEST_F(InheritedList, OfInboxGoesToWhatIsBelowInboxOnly) {
  give("INBOX", "{ joe = lr; }");
  ASSERT_TRUE(mailboxes_.create("INBOX/Old"));
  ASSERT_TRUE(mailboxes_.create("Other"));
  EXPECT_EQ(list_of("INBOX/Old"), "{ joe = lr; }");
  EXPECT_EQ(list_of("Other"), "none");
}

TEST_F(InheritedList, MovesWithItsMailbox) {
  ASSERT_TRUE(mailboxes_.create("A"));
  ASSERT_TRUE(mailboxes_.create("B"));
  give("A", "{ joe = lr; }");
  give("B", "{ ann = a; }");
  ASSERT_TRUE(mailboxes_.rename("A", "B/A"));
  EXPECT_EQ(list_of("B/A"), "{ joe = lr; }");
}

}  // namespace
}  // namespace gatehouse::mailbox
