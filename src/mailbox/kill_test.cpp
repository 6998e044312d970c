// A process that is killed while it delivers loses nothing it has acknowledged and leaves nothing
// half.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "mailbox/delivery.h"
#include "mailbox/folder.h"
#include "mailbox/mailboxes.h"
#include "mailbox/temporary_folder.h"

namespace gatehouse::mailbox {
namespace {

const std::string text = "Subject: x\r\n\r\n" + std::string(20000, 'x') + "\r\n";

// Delivers for ever, saying each UID once it is committed.
[[noreturn]] void deliver(const std::filesystem::path& inbox, int acknowledge) {
  for (;;) {
    auto delivery = Delivery::begin(inbox);
    if (!delivery || !(*delivery)->write(text)) ::_exit(1);
    const auto placed = (*delivery)->commit_with_uid({}, Time{});
    if (!placed || ::write(acknowledge, &placed->uid, sizeof placed->uid) < 0) ::_exit(1);
  }
}

std::vector<Uid> deliver_and_be_killed(const std::filesystem::path& inbox, int after) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) deliver(inbox, ends[1]);
  ::close(ends[1]);
  std::vector<Uid> acknowledged;
  Uid uid = 0;
  while (::read(ends[0], &uid, sizeof uid) == sizeof uid) {
    acknowledged.push_back(uid);
    if (std::ssize(acknowledged) == after) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return acknowledged;
}

TEST(KilledDelivery, LosesNothingItAcknowledged) {
  const TemporaryFolder home;
  const auto inbox = Mailboxes(home.path()).directory("INBOX");
  ASSERT_TRUE(inbox);
  std::vector<Uid> acknowledged;
  for (int after = 1; after <= 8; ++after) {
    const auto uids = deliver_and_be_killed(*inbox, after);
    ASSERT_GE(std::ssize(uids), after);
    acknowledged.insert(acknowledged.end(), uids.begin(), uids.end());
  }
  const auto folder = Folder::open(*inbox);
  ASSERT_TRUE(folder);
  EXPECT_TRUE(std::ranges::is_sorted(acknowledged, std::less_equal()));
  for (const auto uid : acknowledged) EXPECT_EQ((*folder)->content(uid).value_or(""), text) << uid;
  for (const auto& message : (*folder)->messages())
    EXPECT_EQ((*folder)->content(message.uid).value_or(""), text) << message.uid;
}

}  // namespace
}  // namespace gatehouse::mailbox
