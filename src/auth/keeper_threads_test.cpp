// One keeper, several loops: what the server does all day. Most worth running under the thread
// sanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "tests/support/loop_thread.h"
#include "tests/support/test_site.h"

namespace gatehouse::auth {
namespace {

struct Tally {
  std::atomic<int> opened{0};
  std::atomic<int> refused{0};
};

net::Task<void> log_in_again_and_again(Keeper& keeper, Tally& tally, int times) {
  for (int i = 0; i < times; ++i) {
    auto welcome = co_await keeper.welcome(
        {.service = "IMAP", .remote = {}, .local = {}, .local_user = {}, .tls = {}}, {});
    if (!welcome) continue;
    const auto visit = welcome->visit;
    auto message = plain_message("joe", i % 10 == 0 ? "wrong" : "secret");
    const auto reply = co_await keeper.begin(visit, "PLAIN", std::move(message));
    ++(std::holds_alternative<Session>(reply) ? tally.opened : tally.refused);
    const auto route = co_await keeper.route(visit, "joe@company.com");
    if (!std::holds_alternative<LocalMailbox>(route)) --tally.opened;
    keeper.leave(visit);
  }
}

TEST(ALocalKeeper, IsSharedByManyLoops) {
  std::array<support::LoopThread, 4> loops;
  support::TestSite site;
  ASSERT_TRUE(site.set_defaults("company.com", "{RequireAPOP=NO;FailedLoginFlow=(1000,1m);}"));
  ASSERT_TRUE(site.account("joe@company.com", "secret", "{PasswordEncryption=sealed;}"));
  Tally tally;
  std::vector<std::future<void>> ends;
  for (auto& loop : loops)
    for (int coroutine = 0; coroutine < 4; ++coroutine)
      ends.push_back(loop.start(log_in_again_and_again(site.keeper(), tally, 20)));
  for (int change = 0; change < 50; ++change)
    EXPECT_TRUE(
        site.set_account("joe@company.com", change % 2 ? "{LogLogin=YES;}" : "{LogLogin=NO;}"));
  for (auto& end : ends) end.get();
  EXPECT_EQ(tally.opened, 4 * 4 * 18);
  EXPECT_EQ(tally.refused, 4 * 4 * 2);
  EXPECT_EQ(site.audit().size(), 4U * 4U * 20U);
}

}  // namespace
}  // namespace gatehouse::auth
