#include "mailbox/watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <fstream>

#include "mailbox/delivery.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

// Counts rings.
class Counter {
 public:
  Watch::Bell bell() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++rings_;
      rung_.notify_all();
    };
  }
  bool wait_for(int rings) {
    std::unique_lock lock(mutex_);
    return rung_.wait_for(lock, std::chrono::seconds{10}, [&] { return rings_ >= rings; });
  }
  int rings() {
    const std::lock_guard lock(mutex_);
    return rings_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  int rings_ = 0;
};

class WatchTest : public testing::Test {
 protected:
  void deliver() const {
    auto delivery = Delivery::begin(inbox_);
    ASSERT_TRUE(delivery);
    ASSERT_TRUE((*delivery)->write("a\r\n"));
    ASSERT_TRUE((*delivery)->commit());
  }
  TemporaryFolder home_;
  std::filesystem::path inbox_ = Mailboxes(home_.path()).directory("INBOX").value();
};

TEST_F(WatchTest, TellsEverySessionOfAnArrivalAndOfAChange) {
  Watch watch;
  Counter one;
  Counter two;
  const auto first = watch.watch(inbox_, one.bell());
  const auto second = watch.watch(inbox_, two.bell());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(watch.folders(), 1U);
  deliver();
  EXPECT_TRUE(one.wait_for(1));
  EXPECT_TRUE(two.wait_for(1));
  const int before = one.rings();
  const auto folder = Folder::open(inbox_).value();
  ASSERT_TRUE(folder->set_flags(1, {.seen = true}));
  EXPECT_TRUE(one.wait_for(before + 1));
}

TEST_F(WatchTest, TellsThatAMailboxIsGone) {
  const Mailboxes mailboxes(home_.path());
  ASSERT_TRUE(mailboxes.create("Gone"));
  Watch watch;
  Counter counter;
  const auto ticket = watch.watch(mailboxes.directory("Gone").value(), counter.bell());
  ASSERT_TRUE(mailboxes.remove("Gone"));
  EXPECT_TRUE(counter.wait_for(1));
}

TEST_F(WatchTest, LeavesNothingBehind) {
  Watch watch;
  Counter counter;
  {
    const auto ticket = watch.watch(inbox_, counter.bell());
    ASSERT_TRUE(ticket);
  }
  EXPECT_EQ(watch.folders(), 0U);
  Counter other;
  const auto ticket = watch.watch(inbox_, other.bell());
  deliver();
  EXPECT_TRUE(other.wait_for(1));
  EXPECT_EQ(counter.rings(), 0);
}

TEST_F(WatchTest, WatchesNoFolderThatIsNotThere) {
  Watch watch;
  EXPECT_FALSE(watch.watch(home_.path() / "nowhere", [] {}));
  EXPECT_EQ(watch.folders(), 0U);
}

}  // namespace
}  // namespace gatehouse::mailbox
