// A message that is moved is in one of two folders, whoever else moves it and whatever is killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "mailbox/delivery.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MoveTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(mailboxes_.create("Work"));
    inbox_ = mailboxes_.directory("INBOX").value();
    work_ = mailboxes_.directory("Work").value();
  }
  void deliver(int count) const {
    for (int i = 0; i < count; ++i) {
      auto delivery = Delivery::begin(inbox_);
      ASSERT_TRUE(delivery);
      ASSERT_TRUE((*delivery)->write("Subject: " + std::to_string(i) + "\r\n\r\n"));
      ASSERT_TRUE((*delivery)->commit());
    }
  }
  static std::vector<Uid> uids(const Folder& folder) {
    std::vector<Uid> uids;
    for (const auto& message : folder.messages()) uids.push_back(message.uid);
    return uids;
  }
  // Of both folders, opened anew.
  [[nodiscard]] std::multiset<std::string> contents() const {
    std::multiset<std::string> all;
    for (const auto& directory : {inbox_, work_}) {
      const auto folder = Folder::open(directory);
      EXPECT_TRUE(folder);
      for (const auto uid : uids(**folder)) all.insert((*folder)->content(uid).value_or("lost"));
    }
    return all;
  }

  TemporaryFolder home_;
  Mailboxes mailboxes_{home_.path()};
  std::filesystem::path inbox_, work_;
};

TEST_F(MoveTest, TakesFlagsTimesAndIdsWithIt) {
  deliver(3);
  const auto inbox = Folder::open(inbox_).value();
  ASSERT_TRUE(inbox->change_flags(2, FlagChange::add, {.seen = true, .keywords = {"blue"}}));
  const auto before = *find(inbox->messages(), 2);
  const auto id = inbox->email_id(2);
  const auto moves = inbox->move_to(work_, {3, 2}, {});
  ASSERT_TRUE(moves);
  EXPECT_THAT(moves->from, ElementsAre(3, 2));
  EXPECT_THAT(moves->to, ElementsAre(1, 2));
  EXPECT_THAT(uids(*inbox), ElementsAre(1));
  const auto work = Folder::open(work_).value();
  EXPECT_EQ(moves->uid_validity, work->uid_validity());
  ASSERT_THAT(uids(*work), ElementsAre(1, 2));
  const auto after = work->messages()[1];
  EXPECT_EQ(after.flags, before.flags);
  EXPECT_EQ(after.received, before.received);
  EXPECT_EQ(work->email_id(2), id);
  EXPECT_EQ(work->content(2), "Subject: 1\r\n\r\n");
}

TEST_F(MoveTest, MovesNothingWhenSomethingIsGoneAlready) {
  deliver(2);
  const auto one = Folder::open(inbox_).value();
  const auto other = Folder::open(inbox_).value();
  ASSERT_TRUE(other->move_to(work_, {2}, {}));
  EXPECT_EQ(one->move_to(work_, {1, 2}, {}).error().code, ErrorCode::not_found);
  EXPECT_THAT(uids(*one), ElementsAre(1));
  EXPECT_EQ(contents().size(), 2U);
}

TEST_F(MoveTest, GivesNewUidsWithinOneFolder) {
  deliver(2);
  const auto inbox = Folder::open(inbox_).value();
  const auto moves = inbox->move_to(inbox_, {1}, {});
  ASSERT_TRUE(moves);
  EXPECT_THAT(moves->to, ElementsAre(3));
  ASSERT_TRUE(inbox->refresh());
  EXPECT_THAT(uids(*inbox), ElementsAre(2, 3));
}

TEST_F(MoveTest, FollowsAFileThatAnotherProgramRenamed) {
  deliver(1);
  const auto inbox = Folder::open(inbox_).value();
  for (const auto& entry : std::filesystem::directory_iterator(inbox_ / "cur")) {
    auto renamed = entry.path();
    renamed += "F";
    std::filesystem::rename(entry.path(), renamed);
  }
  const auto moves = inbox->move_to(work_, {1}, {});
  ASSERT_TRUE(moves);
  EXPECT_THAT(uids(*inbox), IsEmpty());
  EXPECT_TRUE(Folder::open(work_).value()->messages().at(0).flags.flagged);
}

// Everything to the other folder, for ever.
void move_about(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto folder = Folder::open(from);
  if (!folder) return;
  std::vector<Uid> uids;
  for (const auto& message : (*folder)->messages()) uids.push_back(message.uid);
  (void)(*folder)->move_to(to, uids, {});
}

TEST_F(MoveTest, KeepsOneOfEachWhenManyMoveThem) {
  deliver(20);
  const auto before = contents();
  const auto work = [&](const auto& from, const auto& to) {
    for (int i = 0; i < 40; ++i) move_about(from, to);
  };
  {
    const std::jthread one(work, inbox_, work_);
    const std::jthread same(work, inbox_, work_);
    const std::jthread back(work, work_, inbox_);
  }
  EXPECT_EQ(contents(), before);
}

TEST_F(MoveTest, KeepsOneOfEachWhenItIsKilled) {
  deliver(30);
  const auto before = contents();
  for (int time = 1; time <= 12; ++time) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (;;) {
        move_about(inbox_, work_);
        move_about(work_, inbox_);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{7 * time});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_EQ(contents(), before) << time;
  }
}

}  // namespace
}  // namespace gatehouse::mailbox
