// ROUTE asks the external program, which may give commands of its own before it answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

// A program that creates the account it is asked about, over the command line, once as many
// questions wait as it was told to expect.
class CreatingProgram final : public Outside {
 public:
  Keeper* keeper = nullptr;
  VisitId visits[2] = {};  // one serves one call at a time

  void expect_at_once(int questions) {
    const std::lock_guard lock(lock_);
    expected_ = questions;
    changed_.notify_all();
  }
  void wait_until_asked(int questions) {
    std::unique_lock lock(lock_);
    changed_.wait(lock, [&] { return asked_ >= questions; });
  }

  net::Task<Result<helper::NewAnswer>> external_unknown_name(std::string name,
                                                             helper::RouteKind) override {
    {
      std::unique_lock lock(lock_);
      ++asked_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return asked_ >= expected_; });
    }
    auto command = Secret("CREATEACCOUNT " + name);
    const auto reply =
        co_await keeper->command(name.starts_with('a') ? visits[0] : visits[1], std::move(command));
    EXPECT_EQ(reply.code, 200) << reply.words;
    co_return helper::LookAgain{};
  }
  net::Task<Result<bool>> os_password(std::string, IpAddress, Secret) override { co_return false; }
  net::Task<Result<bool>> uri_password(std::string, std::string, std::string, Secret) override {
    co_return false;
  }
  net::Task<Result<bool>> external_password(std::string, std::string, Secret) override {
    co_return false;
  }
  net::Task<Result<bool>> external_response(std::string, std::string, std::string, Secret,
                                            std::string) override {
    co_return false;
  }
  net::Task<Result<std::optional<Secret>>> external_clear_password(std::string) override {
    co_return std::nullopt;
  }
  bool external_gives_passwords() override { return false; }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  int asked_ = 0;
  int expected_ = 1;
};

class RouteCommandTest : public testing::Test {
 protected:
  RouteCommandTest() {
    EXPECT_TRUE(runner_.site().set_domain("company.com", "{ExternalOnUnknown=YES;}"));
    auto parts = runner_.site().parts();
    parts.outside = &program_;
    parts.commands = &commands_;
    keeper_ = make_local_keeper(std::move(parts));
    program_.keeper = keeper_.get();
    for (auto& visit : program_.visits) visit = owner();
  }
  VisitId owner() {
    Peer peer{.service = "PWD", .remote = {}, .local = {}, .local_user = 0, .tls = {}};
    const auto welcome = runner_.run(keeper_->welcome(std::move(peer), {}));
    EXPECT_TRUE(welcome);
    const auto session = runner_.run(keeper_->begin(welcome->visit, "EXTERNAL", Secret("")));
    EXPECT_TRUE(std::holds_alternative<Session>(session));
    return welcome->visit;
  }
  net::Task<CommandReply> route(VisitId visit, const std::string& address) {
    return keeper_->command(visit, Secret("ROUTE " + address));
  }

  support::KeeperRunner runner_{false};
  net::Offload commands_{{.threads = 3, .queue = 16}};
  CreatingProgram program_;
  std::unique_ptr<Keeper> keeper_;
};

TEST_F(RouteCommandTest, LooksAgainForWhatTheProgramCreated) {
  const auto reply = runner_.run(route(owner(), "ghost@company.com"));
  EXPECT_EQ(reply.code, 200) << reply.words;
  EXPECT_EQ(reply.data, R"((LOCAL,"ghost@company.com",""))");
}

TEST_F(RouteCommandTest, LeavesThreadsToTheCommandsOfTheProgram) {
  program_.expect_at_once(3);  // more than may wait: both wait until they are let go below
  const auto first = owner();
  const auto second = owner();
  const auto third = owner();
  std::optional<CommandReply> replies[2];
  runner_.start(route(first, "a@company.com"), replies[0]);
  runner_.start(route(second, "b@company.com"), replies[1]);
  runner_.loop().poll();
  program_.wait_until_asked(2);
  const auto refused = runner_.run(route(third, "c@company.com"));
  EXPECT_EQ(refused.code, 501);
  const auto known = runner_.run(keeper_->command(third, Secret("LISTDOMAINS")));
  EXPECT_EQ(known.code, 200);
  program_.expect_at_once(0);
  runner_.run_until([&] { return replies[0] && replies[1]; });
  EXPECT_EQ(replies[0]->data, R"((LOCAL,"a@company.com",""))");
  EXPECT_EQ(replies[1]->data, R"((LOCAL,"b@company.com",""))");
}

}  // namespace
}  // namespace gatehouse::auth
