#include "auth/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>

#include "auth/wire.h"
#include "tests/support/deaf_keeper.h"
#include "tests/support/keeper_runner.h"

namespace gatehouse::auth {
namespace {

std::string framed(std::string_view message) {
  const auto size = message.size();
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(size >> shift & 0xFFU);
  return bytes.append(message);
}

Peer imap_peer() {
  return {.service = "IMAP", .remote = {}, .local = {}, .local_user = {}, .tls = {}};
}

std::string next(Frames& frames) {
  const auto message = frames.next();
  if (!message) return "(too long)";
  return *message ? std::string(**message) : "(more)";
}

TEST(Frames, AreCutWhereverTheBytesAreBroken) {
  const auto bytes = framed("one") + framed("") + framed(std::string(1000, 'x'));
  for (std::size_t piece = 1; piece < 12; ++piece) {
    Frames frames;
    std::vector<std::string> got;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      frames.append(std::string_view(bytes).substr(at, piece));
      for (auto message = next(frames); message != "(more)"; message = next(frames))
        got.push_back(message);
    }
    EXPECT_EQ(got, (std::vector<std::string>{"one", "", std::string(1000, 'x')})) << piece;
  }
}

TEST(Frames, AreAtMostTheLimitLong) {
  Frames longest;
  longest.append(framed(std::string(longest_message, 'x')));
  EXPECT_EQ(next(longest).size(), longest_message);
  Frames longer;
  longer.append(framed(std::string(longest_message + 1, 'x')).substr(0, 4));
  EXPECT_EQ(next(longer), "(too long)");
}

// A gate's end of the channel, spoken by hand.
class GateChannelTest : public testing::Test {
 protected:
  GateChannelTest() : gate_(runner_.new_channel()) {
    EXPECT_TRUE(
        runner_.site().account("joe@company.com", "secret", "{PasswordEncryption=sealed;}"));
    EXPECT_TRUE(runner_.site().set_defaults("company.com", "{RequireAPOP=NO;}"));
  }
  ~GateChannelTest() override { hang_up(); }

  void hang_up() {
    if (gate_ >= 0) ::close(std::exchange(gate_, -1));
  }
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(gate_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  void ask(std::uint64_t number, wire::Act act) {
    send(framed(wire::to_bytes(wire::Request{number, std::move(act)})));
  }
  // nullopt: the channel was closed instead.
  std::optional<wire::Answer> answer() {
    for (;;) {
      const auto message = frames_.next();
      if (message && *message) return wire::read_answer(**message).value();
      if (!receive()) return std::nullopt;
    }
  }
  wire::Outcome answer_to(std::uint64_t number, wire::Act act) {
    ask(number, std::move(act));
    auto got = answer();
    EXPECT_TRUE(got);
    EXPECT_EQ(got ? got->number : 0, number);
    return got ? std::move(got->outcome) : wire::Outcome(Error{ErrorCode::closed, {}});
  }
  VisitId enter() {
    const auto outcome = answer_to(1, imap_peer());
    EXPECT_TRUE(std::holds_alternative<Welcome>(outcome));
    return std::get<Welcome>(outcome).visit;
  }
  bool is_closed() { return !answer(); }

  support::KeeperRunner runner_{false};
  int gate_;
  Frames frames_;

 private:
  bool receive() {
    std::array<char, 4096> piece{};
    for (;;) {
      const auto count = ::recv(gate_, piece.data(), piece.size(), MSG_DONTWAIT);
      if (count > 0) {
        frames_.append({piece.data(), static_cast<std::size_t>(count)});
        return true;
      }
      if (count == 0 || errno != EAGAIN) return false;
      runner_.loop().run_one();
    }
  }
};

TEST_F(GateChannelTest, AnswersEachRequestByItsNumber) {
  const auto visit = enter();
  auto reply = answer_to(7, wire::Begin{visit, "PLAIN", plain_message("joe", "secret")});
  ASSERT_TRUE(std::holds_alternative<Reply>(reply));
  EXPECT_TRUE(std::holds_alternative<Session>(std::get<Reply>(reply)));
  EXPECT_TRUE(
      std::holds_alternative<Route>(answer_to(8, wire::FindRoute{visit, "joe@company.com"})));
}

TEST_F(GateChannelTest, RefusesVisitsOfOtherChannels) {
  const auto own = enter();
  const auto other = runner_.run(runner_.site().keeper().welcome(imap_peer(), {}));
  ASSERT_TRUE(other);
  const auto visit = other->visit;
  auto begun = answer_to(2, wire::Begin{visit, "PLAIN", plain_message("joe", "secret")});
  EXPECT_EQ(std::get<Denial>(std::get<Reply>(begun)).kind, DenialKind::out_of_order);
  EXPECT_TRUE(std::holds_alternative<Error>(answer_to(3, wire::TlsStarted{visit, {}})));
  EXPECT_GE(std::get<CommandReply>(answer_to(4, wire::Command{visit, Secret("NOOP")})).code, 500);
  EXPECT_TRUE(std::holds_alternative<NoRoute>(
      std::get<Route>(answer_to(5, wire::FindRoute{visit, "joe@company.com"}))));
  ask(6, wire::Leave{visit});
  EXPECT_TRUE(std::holds_alternative<Reply>(answer_to(7, wire::Begin{own, "LOGIN", {}})));
  const auto code_of = [](const wire::Outcome& outcome) { return std::get<Refused>(outcome).code; };
  EXPECT_EQ(code_of(answer_to(8, wire::FindOwner{visit, "joe"})), ErrorCode::not_found);
  EXPECT_EQ(code_of(answer_to(9, wire::ListEntries{visit, {}})), ErrorCode::not_found);
  EXPECT_EQ(code_of(answer_to(10, wire::CloseSession{visit, Secret("1-x")})), ErrorCode::not_found);
  const auto still_there = runner_.run(runner_.site().keeper().begin(visit, "LOGIN", {}));
  EXPECT_TRUE(std::holds_alternative<Challenge>(still_there));
}

TEST_F(GateChannelTest, ClosesOnGarbage) {
  std::ignore = enter();
  send(framed("\xff\xff\xff\xff"));
  EXPECT_TRUE(is_closed());
}

TEST_F(GateChannelTest, ClosesOnAMessageThatIsTooLong) {
  send(std::string("\x7f\xff\xff\xff", 4));
  EXPECT_TRUE(is_closed());
}

TEST_F(GateChannelTest, ClosesOnTwoRequestsForOneVisitAtOnce) {
  const auto visit = enter();
  const auto begin = [&](std::uint64_t number) {
    return framed(wire::to_bytes(
        wire::Request{number, wire::Begin{visit, "PLAIN", plain_message("joe", "wrong")}}));
  };
  send(begin(2) + begin(3));
  while (answer()) continue;
  runner_.run_until([&] { return runner_.channels_served() == 0; });
}

TEST_F(GateChannelTest, EndsItsVisitsWhenTheGateIsGone) {
  const auto visit = enter();
  EXPECT_TRUE(std::holds_alternative<Reply>(answer_to(2, wire::Begin{visit, "LOGIN", {}})));
  hang_up();
  runner_.run_until([&] { return runner_.channels_served() == 0; });
  const auto gone = runner_.run(runner_.site().keeper().feed(visit, Secret("joe")));
  EXPECT_EQ(std::get<Denial>(gone).kind, DenialKind::out_of_order);
  EXPECT_EQ(runner_.site().audit().size(), 1U);
}

TEST_F(GateChannelTest, WaitsForWhatIsUnderWayWhenTheGateIsGone) {
  const auto visit = enter();
  ask(2, wire::Begin{visit, "PLAIN", plain_message("joe", "wrong")});
  hang_up();
  runner_.run_until([&] { return runner_.channels_served() == 0; });
  EXPECT_EQ(runner_.site().audit().size(), 1U);
}

// Gates take command lines of 1 MiB, and an answer may be larger still.
class LongCommandTest : public testing::TestWithParam<bool> {
 protected:
  LongCommandTest() {
    auto& site = runner_.site();
    EXPECT_TRUE(site.set_defaults("company.com", "{RequireAPOP=NO;PasswordEncryption=sealed;}"));
    EXPECT_TRUE(site.account("boss@company.com", "secret"));
    EXPECT_TRUE(site.rights("boss@company.com", "(Master)"));
    visit_ = runner_.run(runner_.keeper().welcome(imap_peer(), {})).value().visit;
    const auto reply =
        runner_.run(runner_.keeper().begin(visit_, "PLAIN", plain_message("boss", "secret")));
    EXPECT_TRUE(std::holds_alternative<Session>(reply));
  }
  CommandReply command(const std::string& line) {
    return runner_.run(runner_.keeper().command(visit_, Secret(line)));
  }

  support::KeeperRunner runner_{GetParam()};
  VisitId visit_{};
};

TEST_P(LongCommandTest, AreCarriedWithTheirAnswers) {
  const std::string megabyte((1U << 20U) - 100, 'x');
  EXPECT_EQ(command("UPDATEACCOUNTSETTINGS boss {Note=\"" + megabyte + "\";}").code, 200);
  const auto kept = command("GETACCOUNTSETTINGS boss");
  EXPECT_EQ(kept.code, 200);
  EXPECT_THAT(kept.data.value_or(""), testing::HasSubstr(megabyte));
}

INSTANTIATE_TEST_SUITE_P(Both, LongCommandTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Remote" : "Local"; });

// Answers a command with so much.
class TalkativeKeeper final : public support::DeafKeeper {
 public:
  net::Task<Result<Welcome>> welcome(Peer, OnEnd) override { co_return Welcome{1, {}}; }
  net::Task<CommandReply> command(VisitId, Secret line) override {
    co_return CommandReply{201, "OK", std::string(std::stoul(std::string(line.reveal())), 'x')};
  }
};

TEST(LongAnswers, AreRefusedAloneWhenNoMessageCanHoldThem) {
  boost::asio::io_context loop(1);
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  TalkativeKeeper talkative;
  bool served = false;
  boost::asio::co_spawn(loop, serve_gates(net::Stream(loop.get_executor(), ends[1]), talkative),
                        [&served](const std::exception_ptr&) { served = true; });
  auto keeper = make_remote_keeper(net::Stream(loop.get_executor(), ends[0]));
  const auto run = [&loop](auto task) {
    std::optional<typename decltype(task)::value_type> outcome;
    boost::asio::co_spawn(loop, std::move(task), [&](const std::exception_ptr&, auto value) {
      outcome = std::move(value);
    });
    while (!outcome) loop.run_one();
    return *std::move(outcome);
  };
  const auto visit = run(keeper->welcome(imap_peer(), {})).value().visit;
  const auto size = [&](std::size_t wanted) {
    const auto reply = run(keeper->command(visit, Secret(std::to_string(wanted))));
    return reply.data ? std::to_string(reply.data->size()) : reply.words;
  };
  EXPECT_EQ(size(4'000'000), "4000000");
  EXPECT_EQ(size(longest_message), "The answer is too long");
  EXPECT_EQ(size(10), "10") << "the channel is still there";
  keeper.reset();
  while (!served) loop.run_one();
}

class BrokenChannelTest : public testing::Test {
 protected:
  BrokenChannelTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    far_ = ends[1];
    keeper_ = make_remote_keeper(net::Stream(loop_.get_executor(), ends[0]));
  }
  ~BrokenChannelTest() override {
    keeper_.reset();
    loop_.poll();
    if (far_ >= 0) ::close(far_);
  }

  template <class T>
  void start(net::Task<T> task, std::optional<T>& outcome) {
    boost::asio::co_spawn(loop_, std::move(task),
                          [&](const std::exception_ptr&, T value) { outcome = std::move(value); });
    loop_.poll();
  }

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  int far_ = -1;
  std::unique_ptr<Keeper> keeper_;
};

TEST_F(BrokenChannelTest, MakesEverythingUnavailable) {
  std::optional<Result<Welcome>> welcome;
  std::optional<Reply> reply;
  std::optional<CommandReply> command;
  std::optional<Route> route;
  start(keeper_->welcome(imap_peer(), {}), welcome);
  start(keeper_->begin(1, "PLAIN", std::nullopt), reply);
  start(keeper_->command(1, Secret("NOOP")), command);
  start(keeper_->route(1, "a@b"), route);
  EXPECT_FALSE(welcome || reply || command || route);
  ::close(std::exchange(far_, -1));
  while (!welcome || !reply || !command || !route) loop_.run_one();
  EXPECT_EQ(welcome->error().code, ErrorCode::unavailable);
  EXPECT_EQ(std::get<Denial>(*reply).kind, DenialKind::unavailable);
  EXPECT_GE(command->code, 500);
  EXPECT_EQ(std::get<NoRoute>(*route).why, NoRoute::Why::unavailable);
  reply.reset();
  start(keeper_->feed(1, Secret("x")), reply);
  ASSERT_TRUE(reply);
  EXPECT_EQ(std::get<Denial>(*reply).kind, DenialKind::unavailable);
}

TEST_F(BrokenChannelTest, TakesAnAnswerOfTheWrongKindForNone) {
  std::optional<Reply> reply;
  start(keeper_->begin(1, "PLAIN", std::nullopt), reply);
  const auto answer = framed(wire::to_bytes(wire::Answer{1, CommandReply{200, "OK", {}}}));
  EXPECT_GT(::send(far_, answer.data(), answer.size(), 0), 0);
  while (!reply) loop_.run_one();
  EXPECT_EQ(std::get<Denial>(*reply).kind, DenialKind::unavailable);
}

TEST_F(BrokenChannelTest, IgnoresAnswersToNothing) {
  std::optional<Reply> reply;
  start(keeper_->begin(1, "PLAIN", std::nullopt), reply);
  const auto answers = framed(wire::to_bytes(wire::Answer{99, Reply(Session{"a", "a", {}, {}})})) +
                       framed(wire::to_bytes(wire::Answer{1, Reply(Challenge{"c"})}));
  EXPECT_GT(::send(far_, answers.data(), answers.size(), 0), 0);
  while (!reply) loop_.run_one();
  EXPECT_EQ(std::get<Challenge>(*reply).bytes, "c");
}

TEST_F(BrokenChannelTest, HasALimitOnWhatIsUnderWay) {
  std::vector<std::optional<Reply>> replies(16500);
  for (auto& reply : replies) start(keeper_->begin(1, "PLAIN", std::nullopt), reply);
  const auto at_once = std::ranges::count_if(replies, &std::optional<Reply>::has_value);
  EXPECT_EQ(at_once, 16500 - 16384);
  ::close(std::exchange(far_, -1));
  while (!std::ranges::all_of(replies, &std::optional<Reply>::has_value)) loop_.run_one();
}

}  // namespace
}  // namespace gatehouse::auth
