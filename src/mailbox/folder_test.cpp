#include "mailbox/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "mailbox/delivery.h"
#include "mailbox/disk.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto inbox = mailboxes_.directory("INBOX");
    ASSERT_TRUE(inbox);
    inbox_ = *inbox;
  }
  void deliver(std::string_view text) const {
    auto delivery = Delivery::begin(inbox_);
    ASSERT_TRUE(delivery);
    ASSERT_TRUE((*delivery)->write(text));
    ASSERT_TRUE((*delivery)->commit());
  }
  [[nodiscard]] std::unique_ptr<Folder> open(Access access = Access::read_write) const {
    auto folder = Folder::open(inbox_, access);
    EXPECT_TRUE(folder);
    return std::move(*folder);
  }
  static std::vector<Uid> uids(const Folder& folder) {
    std::vector<Uid> uids;
    for (const auto& message : folder.messages()) uids.push_back(message.uid);
    return uids;
  }
  static std::filesystem::path file_ending_in(const std::filesystem::path& folder,
                                              std::string_view end) {
    for (const auto& file : std::filesystem::directory_iterator(folder))
      if (file.path().string().ends_with(end)) return file.path();
    return {};
  }
  void write_file(const std::string& name, std::string_view bytes) const {
    std::ofstream(inbox_ / name, std::ios::binary) << bytes;
  }

  TemporaryFolder home_;
  Mailboxes mailboxes_{home_.path()};
  std::filesystem::path inbox_;
};

TEST_F(FolderTest, GivesDeliveredMessagesUidsInOrderAndKeepsThem) {
  deliver("Subject: one\r\n\r\n1\r\n");
  const auto first = open();
  EXPECT_THAT(uids(*first), ElementsAre(1));
  EXPECT_EQ(first->uid_next(), 2U);
  deliver("Subject: two\r\n\r\n2\r\n");
  ASSERT_TRUE(first->refresh());
  EXPECT_THAT(uids(*first), ElementsAre(1, 2));
  const auto second = open();
  EXPECT_EQ(second->uid_validity(), first->uid_validity());
  EXPECT_THAT(uids(*second), ElementsAre(1, 2));
  EXPECT_EQ(second->content(2).value(), "Subject: two\r\n\r\n2\r\n");
}

TEST_F(FolderTest, IsRecentForTheFirstSessionOnly) {
  deliver("a\r\n");
  EXPECT_TRUE(open(Access::read_only)->messages().at(0).recent);
  EXPECT_TRUE(open()->messages().at(0).recent);
  EXPECT_FALSE(open()->messages().at(0).recent);
}

TEST_F(FolderTest, ReadsAnOutsidersFileWithCrlfAndCountsItSo) {
  write_file("cur/1700000000.x.host:2,FS", "Subject: x\n\nline\n");
  const auto folder = open();
  const auto& message = folder->messages().at(0);
  EXPECT_EQ(message.size, 20U);
  EXPECT_TRUE(message.flags.seen && message.flags.flagged);
  EXPECT_EQ(folder->content(1).value(), "Subject: x\r\n\r\nline\r\n");
}

TEST_F(FolderTest, GivesTheHeaderAloneAsTheContentBegins) {
  const std::string many_fields(20'000, 'x');
  const std::string beginning = "Subject: " + many_fields + "\r\n\r\n";
  const struct {
    std::string file;
    std::size_t length;  // of the header, with CRLF
  } cases[] = {{"Subject: a\r\n\r\nbody\r\n\r\nmore", 14},
               {"Subject: a\n\nbody\n\nmore", 14},
               {"Subject: a\n\r\nbody\n", 14},
               {"Subject: a\nTo: b", 17},
               {"\nbody\n\nmore", 2},
               {"\r\nbody", 2},
               {"", 0},
               {beginning + many_fields + "\r\n\r\n" + many_fields, beginning.size()},
               {std::string(4095, 'a') + "\n\nbody", 4099},
               {std::string(4094, 'a') + "\n\nbody", 4098},
               {std::string(4093, 'a') + "\r\n\r\nbody", 4097}};
  for (std::size_t i = 0; i < std::size(cases); ++i)
    write_file("cur/" + std::to_string(100 + i) + ".a.b:2,", cases[i].file);
  const auto folder = open();
  ASSERT_EQ(folder->messages().size(), std::size(cases));
  for (const auto& message : folder->messages()) {
    const auto whole = folder->content(message.uid);
    const auto header = folder->header(message.uid);
    ASSERT_TRUE(whole && header) << message.uid;
    EXPECT_EQ(header->size(), cases[message.uid - 1].length) << message.uid;
    EXPECT_TRUE(whole->starts_with(*header)) << message.uid;
  }
  EXPECT_EQ(folder->header(99).error().code, ErrorCode::not_found);
}

TEST_F(FolderTest, CountsBareLineEndsOfADeliveryAsCrlf) {
  auto delivery = Delivery::begin(inbox_);
  ASSERT_TRUE(delivery);
  for (const char* piece : {"a\r", "\nb\n", "\nc"}) ASSERT_TRUE((*delivery)->write(piece));
  ASSERT_TRUE((*delivery)->commit());
  const auto folder = open();
  EXPECT_EQ(folder->content(1).value(), "a\r\nb\r\n\r\nc");
  EXPECT_EQ(folder->messages().at(0).size, 9U);
}

TEST_F(FolderTest, KeepsFlagsAndKeywordsInTheFileName) {
  deliver("a\r\n");
  const auto folder = open();
  Flags flags{.seen = true, .keywords = {"$Junk", "Later"}};
  EXPECT_EQ(folder->change_flags(1, FlagChange::replace, flags).value(), flags);
  EXPECT_EQ(open()->messages().at(0).flags, flags);
  EXPECT_THAT(open()->keywords(), ElementsAre("$Junk", "Later"));
  EXPECT_EQ(folder->change_flags(1, FlagChange::remove, {.keywords = {"$Junk"}})->keywords,
            std::vector<std::string>{"Later"});
}

TEST_F(FolderTest, KeepsLettersItDoesNotKnow) {
  write_file("cur/1700000000.x.host:2,Pz", "a\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->set_flags(1, {.seen = true}));
  EXPECT_TRUE(std::filesystem::exists(inbox_ / "cur/1700000000.x.host:2,PSz"));
}

TEST_F(FolderTest, MergesFlagChangesOfTwoSessions) {
  deliver("a\r\n");
  const auto one = open();
  const auto two = open();
  ASSERT_TRUE(one->change_flags(1, FlagChange::add, {.seen = true}));
  const auto both = two->change_flags(1, FlagChange::add, {.flagged = true});
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->seen && both->flagged);
  ASSERT_TRUE(one->refresh());
  EXPECT_TRUE(one->messages().at(0).flags.flagged);
  EXPECT_EQ(one->content(1).value(), "a\r\n");
}

TEST_F(FolderTest, ReadsAMessageAnotherSessionHasRenamed) {
  deliver("a\r\n");
  const auto one = open();
  ASSERT_TRUE(open()->set_flags(1, {.answered = true}));
  EXPECT_EQ(one->content(1).value(), "a\r\n");
}

TEST_F(FolderTest, RefusesMoreKeywordsThanThereAreLetters) {
  deliver("a\r\n");
  const auto folder = open();
  Flags flags;
  for (int i = 0; i < 27; ++i) flags.keywords.push_back("k" + std::to_string(i));
  std::ranges::sort(flags.keywords);
  EXPECT_EQ(folder->set_flags(1, flags).error().code, ErrorCode::too_long);
  EXPECT_THAT(folder->messages().at(0).flags.keywords, IsEmpty());
}

TEST_F(FolderTest, NeverGivesAUidTwice) {
  for (int i = 0; i < 3; ++i) deliver("a\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->expunge({3}));
  EXPECT_THAT(uids(*folder), ElementsAre(1, 2));
  deliver("b\r\n");
  EXPECT_THAT(uids(*open()), ElementsAre(1, 2, 4));
  EXPECT_EQ(folder->content(3).error().code, ErrorCode::not_found);
}

TEST_F(FolderTest, ExpungesWhatAnotherSessionExpunged) {
  deliver("a\r\n");
  const auto folder = open();
  ASSERT_TRUE(open()->expunge({1}));
  EXPECT_TRUE(folder->expunge({1}));
  EXPECT_EQ(folder->change_flags(1, FlagChange::add, {}).error().code, ErrorCode::not_found);
}

TEST_F(FolderTest, GivesAnAppendedMessageItsUidFlagsAndTime) {
  auto delivery = Delivery::begin(inbox_);
  ASSERT_TRUE(delivery);
  ASSERT_TRUE((*delivery)->write("x\r\n"));
  const Time received{std::chrono::seconds{1700000000}};
  const Flags flags{.seen = true, .keywords = {"work"}};
  const auto placed = (*delivery)->commit_with_uid(flags, received);
  ASSERT_TRUE(placed);
  const auto folder = open();
  EXPECT_EQ(placed->uid_validity, folder->uid_validity());
  const auto& message = folder->messages().at(0);
  EXPECT_EQ(message.uid, placed->uid);
  EXPECT_EQ(message.flags, flags);
  EXPECT_EQ(message.received, received);
  EXPECT_TRUE(message.recent);
}

TEST_F(FolderTest, CopiesWithFlagsTimesAndKeywords) {
  deliver("a\r\n");
  deliver("b\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->set_flags(2, {.seen = true, .keywords = {"x"}}));
  ASSERT_TRUE(mailboxes_.create("Kept"));
  const auto target = mailboxes_.directory("Kept").value();
  const auto copies = folder->copy_to(target, {2, 1});
  ASSERT_TRUE(copies);
  EXPECT_THAT(copies->uids, ElementsAre(1, 2));
  const auto kept = Folder::open(target).value();
  EXPECT_EQ(copies->uid_validity, kept->uid_validity());
  EXPECT_EQ(kept->messages().at(0).flags, folder->messages().at(1).flags);
  EXPECT_EQ(kept->messages().at(0).received, folder->messages().at(1).received);
  EXPECT_EQ(kept->content(1).value(), "b\r\n");
}

TEST_F(FolderTest, CopiesAllOrNothing) {
  deliver("a\r\n");
  deliver("b\r\n");
  const auto folder = open();
  ASSERT_TRUE(mailboxes_.create("Kept"));
  const auto target = mailboxes_.directory("Kept").value();
  ASSERT_TRUE(open()->expunge({2}));
  EXPECT_EQ(folder->copy_to(target, {1, 2}).error().code, ErrorCode::not_found);
  EXPECT_THAT(Folder::open(target).value()->messages(), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(target / "tmp"));
}

TEST_F(FolderTest, LeavesNoTraceOfADeliveryThatWasNotCommitted) {
  {
    ASSERT_TRUE(Delivery::begin(inbox_).value()->write("half"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(inbox_ / "tmp"));
  write_file("tmp/1700000000.M1P1Q1.crashed", "half");
  EXPECT_THAT(open()->messages(), IsEmpty());
}

TEST_F(FolderTest, BuildsALostUidListAnewWithAnotherValidity) {
  deliver("a\r\n");
  const auto before = open()->uid_validity();
  std::filesystem::remove(inbox_ / "gatehouse-uids");
  const auto folder = open();
  EXPECT_GT(folder->uid_validity(), before);
  EXPECT_THAT(uids(*folder), ElementsAre(1));
}

TEST_F(FolderTest, SetsADamagedUidListAside) {
  deliver("a\r\n");
  const auto before = open()->uid_validity();
  write_file("gatehouse-uids", "gatehouse-uids 1\nvalidity x\n");
  EXPECT_GT(open()->uid_validity(), before);
  EXPECT_TRUE(std::filesystem::exists(inbox_ / "gatehouse-uids.damaged"));
}

TEST_F(FolderTest, LooksAgainOnlyWhenTheFoldersHaveChanged) {
  deliver("a\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->refresh());
  EXPECT_FALSE(folder->changed());
  for (int i = 0; i < 20; ++i) {  // in the same tick of the kernel's clock, now and then
    deliver("b\r\n");
    EXPECT_TRUE(folder->changed()) << i;
    ASSERT_TRUE(folder->refresh());
    ASSERT_TRUE(folder->refresh());
    EXPECT_FALSE(folder->changed()) << i;
    EXPECT_EQ(folder->messages().size(), static_cast<std::size_t>(i + 2));
  }
}

TEST_F(FolderTest, NoticesWhatAnOutsiderDoesRightAfterItsOwnChange) {
  deliver("a\r\n");
  deliver("b\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->refresh());
  ASSERT_TRUE(folder->set_flags(1, {.seen = true}));
  EXPECT_FALSE(folder->changed());
  for (const auto& file : std::filesystem::directory_iterator(inbox_ / "cur")) {
    if (file.path().string().ends_with("S")) continue;
    std::filesystem::rename(file.path(), file.path().string() + "F");
  }
  EXPECT_TRUE(folder->changed());
  ASSERT_TRUE(folder->refresh());
  EXPECT_TRUE(folder->messages().at(1).flags.flagged);
}

// In the same instant as our look: the folder's time tells nothing.
TEST_F(FolderTest, ExpungesWhatAnOutsiderRenamedUnseen) {
  deliver("a\r\n");
  deliver("b\r\n");
  const auto folder = open();
  ASSERT_TRUE(folder->set_flags(1, {.deleted = true}));
  const auto current = inbox_ / "cur";
  const auto time = std::filesystem::last_write_time(current);
  const auto marked = file_ending_in(current, "T");
  std::filesystem::rename(marked, marked.parent_path() / marked.filename().concat("x"));
  std::filesystem::last_write_time(current, time);
  ASSERT_FALSE(folder->changed());
  ASSERT_TRUE(folder->expunge({1}));
  EXPECT_THAT(uids(*folder), ElementsAre(2));
  EXPECT_THAT(uids(*open()), ElementsAre(2));
  EXPECT_EQ(file_ending_in(current, "x"), "");
}

TEST_F(FolderTest, IsNotFoundOnceItsMailboxWasDeleted) {
  ASSERT_TRUE(mailboxes_.create("Gone"));
  const auto folder = Folder::open(mailboxes_.directory("Gone").value()).value();
  ASSERT_TRUE(mailboxes_.remove("Gone"));
  EXPECT_TRUE(folder->changed());
  EXPECT_EQ(folder->refresh().error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace gatehouse::mailbox
