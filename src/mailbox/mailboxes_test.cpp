#include "mailbox/mailboxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mailbox/delivery.h"
#include "mailbox/folder.h"
#include "mailbox/names.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

using testing::ElementsAre;

class MailboxesTest : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    const auto entries = mailboxes_.list();
    for (const auto& entry : entries.value())
      names.push_back(entry.name + (entry.selectable ? "" : "!") + (entry.has_children ? "+" : ""));
    return names;
  }
  void deliver(std::string_view mailbox) const {
    auto delivery = Delivery::begin(mailboxes_.directory(mailbox).value());
    ASSERT_TRUE(delivery);
    ASSERT_TRUE((*delivery)->write("a\r\n"));
    ASSERT_TRUE((*delivery)->commit());
  }
  [[nodiscard]] std::unique_ptr<Folder> open(std::string_view mailbox) const {
    return std::move(Folder::open(mailboxes_.directory(mailbox).value()).value());
  }

  TemporaryFolder home_;
  Mailboxes mailboxes_{home_.path()};
};

TEST_F(MailboxesTest, AlwaysHasAnInboxAndMakesItOnFirstUse) {
  EXPECT_THAT(names(), ElementsAre("INBOX"));
  EXPECT_FALSE(std::filesystem::exists(home_.path() / "mail"));
  EXPECT_TRUE(mailboxes_.directory("inbox"));
  EXPECT_TRUE(std::filesystem::exists(home_.path() / "mail/cur"));
}

TEST_F(MailboxesTest, CreatesTheLevelsAbove) {
  ASSERT_TRUE(mailboxes_.create("Work/2026/May"));
  EXPECT_THAT(names(), ElementsAre("INBOX", "Work+", "Work/2026+", "Work/2026/May"));
  EXPECT_EQ(mailboxes_.create("Work").error().code, ErrorCode::already_exists);
  EXPECT_EQ(mailboxes_.create("Inbox").error().code, ErrorCode::already_exists);
  ASSERT_TRUE(mailboxes_.create("INBOX/Lists"));
  EXPECT_EQ(names().front(), "INBOX+");
}

TEST_F(MailboxesTest, KeepsALevelAboveOthersWhenItsMailboxIsDeleted) {
  ASSERT_TRUE(mailboxes_.create("Work/May"));
  ASSERT_TRUE(mailboxes_.remove("Work"));
  EXPECT_THAT(names(), ElementsAre("INBOX", "Work!+", "Work/May"));
  EXPECT_EQ(mailboxes_.directory("Work").error().code, ErrorCode::not_found);
  EXPECT_EQ(mailboxes_.remove("Work").error().code, ErrorCode::conflict);
  EXPECT_EQ(mailboxes_.remove("Play").error().code, ErrorCode::not_found);
  EXPECT_EQ(mailboxes_.remove("INBOX").error().code, ErrorCode::not_allowed);
}

TEST_F(MailboxesTest, GivesARecreatedMailboxAGreaterUidValidity) {
  ASSERT_TRUE(mailboxes_.create("A"));
  const auto before = open("A")->uid_validity();
  ASSERT_TRUE(mailboxes_.remove("A"));
  ASSERT_TRUE(mailboxes_.create("A"));
  EXPECT_GT(open("A")->uid_validity(), before);
}

TEST_F(MailboxesTest, RenamesAMailboxWithEverythingBelow) {
  ASSERT_TRUE(mailboxes_.create("A/B"));
  ASSERT_TRUE(mailboxes_.create("AB"));
  deliver("A/B");
  const auto validity = open("A/B")->uid_validity();
  ASSERT_TRUE(mailboxes_.rename("A", "Z/Y"));
  EXPECT_THAT(names(), ElementsAre("INBOX", "AB", "Z+", "Z/Y+", "Z/Y/B"));
  EXPECT_EQ(open("Z/Y/B")->uid_validity(), validity);
  EXPECT_EQ(open("Z/Y/B")->messages().size(), 1U);
}

TEST_F(MailboxesTest, RenamesNothingWhenItCannotRenameAll) {
  ASSERT_TRUE(mailboxes_.create("A/B"));
  ASSERT_TRUE(mailboxes_.create("C/B"));
  ASSERT_TRUE(mailboxes_.remove("C"));
  EXPECT_EQ(mailboxes_.rename("A", "C").error().code, ErrorCode::already_exists);
  EXPECT_EQ(mailboxes_.rename("A", "A/B/C").error().code, ErrorCode::malformed);
  EXPECT_EQ(mailboxes_.rename("N", "M").error().code, ErrorCode::not_found);
  EXPECT_THAT(names(), ElementsAre("INBOX", "A+", "A/B", "C!+", "C/B"));
}

TEST_F(MailboxesTest, RenamingInboxMovesItsMessagesOnly) {
  deliver("INBOX");
  ASSERT_TRUE(mailboxes_.create("INBOX/Sub"));
  ASSERT_TRUE(mailboxes_.rename("INBOX", "Old"));
  EXPECT_THAT(names(), ElementsAre("INBOX+", "INBOX/Sub", "Old"));
  EXPECT_TRUE(open("INBOX")->messages().empty());
  EXPECT_EQ(open("Old")->messages().size(), 1U);
}

TEST_F(MailboxesTest, RemembersSubscriptionsOfMailboxesThatAreNotThere) {
  ASSERT_TRUE(mailboxes_.subscribe("Later", true));
  ASSERT_TRUE(mailboxes_.subscribe("inbox", true));
  EXPECT_THAT(mailboxes_.subscriptions().value(), ElementsAre("INBOX", "Later"));
  EXPECT_TRUE(mailboxes_.list()->front().subscribed);
  ASSERT_TRUE(mailboxes_.subscribe("INBOX", false));
  EXPECT_THAT(mailboxes_.subscriptions().value(), ElementsAre("Later"));
}

TEST(MailboxNames, RefuseWhatCannotBeAMailbox) {
  for (const char* name : {"", "/", "a/", "/a", "a//b", "..", "a/../b", ".", "a\nb", "a%", "*",
                           "\xff", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"})
    EXPECT_FALSE(is_mailbox_name(name)) << name;
  EXPECT_FALSE(is_mailbox_name(std::string(201, 'a')));
  EXPECT_FALSE(folder_of(std::string(200, '.')));
}

TEST(MailboxNames, SurviveTheirFolderForm) {
  struct Case {
    const char* name;
    const char* folder;
  };
  for (const auto& [name, folder] : {Case{"A/B", ".A.B"},
                                     {"a.b/c", ".a%2Eb.c"},
                                     {"\xc3\xa9t\xc3\xa9", ".\xc3\xa9t\xc3\xa9"},
                                     {"..a", ".%2E%2Ea"}}) {
    EXPECT_EQ(folder_of(name), folder);
    EXPECT_EQ(name_of_folder(folder), name);
  }
  for (const char* folder : {"A", ".", "..", ".A.", ".a%2eb", ".a%", "..A"})
    EXPECT_EQ(name_of_folder(folder), std::nullopt) << folder;
}

}  // namespace
}  // namespace gatehouse::mailbox
