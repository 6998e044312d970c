#include "net/stream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "tests/support/stream_pair.h"

namespace gatehouse::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct StreamTest : testing::Test {
  Result<std::string> read() {
    std::array<char, 64> into{};
    const auto count = pair.run(pair.stream().read_some(into));
    if (!count) return std::unexpected(count.error());
    return std::string(into.data(), *count);
  }
  template <class T>
  static ErrorCode code(const Result<T>& result) {
    return result ? ErrorCode{} : result.error().code;
  }

  support::StreamPair pair;
};

TEST_F(StreamTest, GivesWhatCameAndThenTheEnd) {
  pair.send("hello");
  EXPECT_EQ(read().value(), "hello");
  pair.end_sending();
  EXPECT_EQ(read().value(), "");
  EXPECT_EQ(read().value(), "");
}

TEST_F(StreamTest, WaitsForWhatHasNotCome) {
  std::array<char, 64> into{};
  std::optional<Result<std::size_t>> count;
  pair.begin(pair.stream().read_some(into), count);
  EXPECT_FALSE(count);
  pair.send("late");
  EXPECT_EQ(pair.finish(count), 4U);
}

TEST_F(StreamTest, WritesAllHoweverSlowThePeer) {
  const std::string large(5'000'000, 'x');
  std::string received;
  std::jthread reader([&] {
    while (received.size() < large.size()) received += pair.receive(10'000);
  });
  EXPECT_TRUE(pair.run(pair.stream().write(large)));
  reader.join();
  EXPECT_EQ(received, large);
}

TEST_F(StreamTest, FailsToWriteWhenThePeerIsGone) {
  pair.hang_up();
  EXPECT_EQ(code(pair.run(pair.stream().write("anybody?"))), ErrorCode::closed);
}

TEST_F(StreamTest, EndsAReadAtTheDeadline) {
  const auto begin = steady_clock::now();
  pair.stream().set_deadline(begin + milliseconds(50));
  EXPECT_EQ(code(read()), ErrorCode::timed_out);
  const auto took = steady_clock::now() - begin;
  EXPECT_GE(took, milliseconds(50));
  EXPECT_LT(took, milliseconds(5000));
}

TEST_F(StreamTest, StaysLateUntilTheDeadlineMoves) {
  pair.stream().set_deadline(steady_clock::now());
  EXPECT_EQ(code(read()), ErrorCode::timed_out);
  EXPECT_EQ(code(read()), ErrorCode::timed_out);
  EXPECT_TRUE(pair.run(pair.stream().write("* BYE\r\n")));  // needs no wait
  EXPECT_EQ(pair.receive(), "* BYE\r\n");
  pair.stream().set_deadline(steady_clock::now() + std::chrono::hours(1));
  pair.send("still here");
  EXPECT_EQ(read().value(), "still here");
}

TEST_F(StreamTest, EndsAWriteToAPeerThatDoesNotReadAtTheDeadline) {
  pair.stream().set_deadline(steady_clock::now());
  EXPECT_EQ(code(pair.run(pair.stream().write(std::string(5'000'000, 'x')))), ErrorCode::timed_out);
}

TEST_F(StreamTest, ReadsDeadlinesFromTheClockItIsGiven) {
  FakeClock clock;
  measure_deadlines_with(clock, pair.loop().get_executor());
  pair.stream().set_time_limit(std::chrono::minutes(30));
  std::array<char, 8> into{};
  std::optional<Result<std::size_t>> count;
  pair.begin(pair.stream().read_some(into), count);
  clock.advance(std::chrono::minutes(30));
  EXPECT_EQ(code(pair.finish(count)), ErrorCode::timed_out);
}

TEST_F(StreamTest, WakesAReader) {
  std::optional<Result<bool>> readable;
  pair.begin(pair.stream().readable_or_woken(), readable);
  EXPECT_FALSE(readable);
  pair.stream().wake();
  EXPECT_EQ(pair.finish(readable), false);
}

TEST_F(StreamTest, AWakeThatFoundNobodyEndsTheNextWaitOnly) {
  pair.stream().wake();
  EXPECT_EQ(pair.run(pair.stream().readable_or_woken()), false);
  pair.send("x");
  EXPECT_EQ(pair.run(pair.stream().readable_or_woken()), true);
  EXPECT_EQ(read().value(), "x");
}

TEST_F(StreamTest, AWakeDoesNotDisturbAPlainRead) {
  std::array<char, 8> into{};
  std::optional<Result<std::size_t>> count;
  pair.begin(pair.stream().read_some(into), count);
  pair.stream().wake();
  pair.go_on();
  EXPECT_FALSE(count);
  pair.send("x");
  EXPECT_EQ(pair.finish(count), 1U);
}

TEST_F(StreamTest, FindsTheEndAndTheDeadlineWhileWaitingForAWake) {
  pair.stream().set_deadline(steady_clock::now());
  EXPECT_EQ(code(pair.run(pair.stream().readable_or_woken())), ErrorCode::timed_out);
  pair.stream().set_deadline(Moment::max());
  pair.end_sending();
  EXPECT_EQ(pair.run(pair.stream().readable_or_woken()), true);
}

TEST_F(StreamTest, ClosingEndsTheWaitInProgress) {
  std::array<char, 8> into{};
  std::optional<Result<std::size_t>> count;
  pair.begin(pair.stream().read_some(into), count);
  pair.stream().close();
  EXPECT_EQ(code(pair.finish(count)), ErrorCode::closed);
  EXPECT_EQ(code(read()), ErrorCode::closed);
  EXPECT_EQ(code(pair.run(pair.stream().write("x"))), ErrorCode::closed);
  EXPECT_EQ(pair.receive(), "");
}

TEST_F(StreamTest, ShutDownSendsTheLastWordsAndTheEnd) {
  EXPECT_TRUE(pair.run(pair.stream().write("bye")));
  pair.run(pair.stream().shut_down());
  EXPECT_EQ(pair.receive(), "bye");
  EXPECT_EQ(pair.receive(), "");
}

// Over TCP, since only there unread input turns a close into a reset that takes the words away.
TEST(Stream, ShutDownOutwaitsAPeerThatStillTalks) {
  const auto listener = listening_socket({*IpAddress::parse("127.0.0.1"), 0}, {}).value();
  auto address = local_address(listener.number());
  const Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  ASSERT_EQ(::connect(client.number(), address.raw(), address.size), 0);
  boost::asio::io_context loop;
  auto accepted = accept_one(listener.number());
  ASSERT_TRUE(accepted);
  auto session = [](Stream stream) -> Task<void> {
    static_cast<void>(co_await stream.write("last words"));
    co_await stream.shut_down();
  };
  const std::string chatter(10'000, 'x');
  ASSERT_EQ(::send(client.number(), chatter.data(), chatter.size(), 0), 10'000);
  boost::asio::co_spawn(loop, session(Stream(loop.get_executor(), accepted->socket.release())),
                        [](const std::exception_ptr&) {});
  loop.poll();
  ASSERT_EQ(::send(client.number(), chatter.data(), chatter.size(), MSG_NOSIGNAL), 10'000);
  loop.poll();
  std::array<char, 64> heard{};
  EXPECT_EQ(::recv(client.number(), heard.data(), heard.size(), 0), 10);
  EXPECT_EQ(::recv(client.number(), heard.data(), heard.size(), 0), 0);
  ::shutdown(client.number(), SHUT_WR);
  loop.run();
}

Task<void> wait_for_ever(Stream stream) {
  std::array<char, 8> into{};
  static_cast<void>(co_await stream.read_some(into));
}

TEST(Stream, IsClosedWithTheLoopThatDestroysItsReader) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  const Descriptor far(ends[1]);
  {
    boost::asio::io_context loop;
    Stream stream(loop.get_executor(), ends[0]);
    boost::asio::co_spawn(loop, wait_for_ever(std::move(stream)),
                          [](const std::exception_ptr&) { FAIL(); });
    loop.poll();
  }
  char byte = 0;
  EXPECT_EQ(::recv(far.number(), &byte, 1, 0), 0);
}

TEST_F(StreamTest, ALocalSocketIsAtLoopbackAndKnowsItsUser) {
  EXPECT_TRUE(pair.stream().remote().address.is_loopback());
  EXPECT_TRUE(pair.stream().local().address.is_loopback());
  EXPECT_EQ(pair.stream().local_user(), ::getuid());
  EXPECT_EQ(pair.stream().tls(), nullptr);
}

TEST(Stream, ReportsTheAddressesItWasGivenAndThenNoLocalUser) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  const Descriptor far(ends[1]);
  boost::asio::io_context loop;
  const Endpoint remote{*IpAddress::parse("10.0.0.5"), 1234};
  const Endpoint local{*IpAddress::parse("2001:db8::1"), 143};
  const Stream stream(loop.get_executor(), ends[0], remote, local);
  EXPECT_EQ(stream.remote(), remote);
  EXPECT_EQ(stream.local(), local);
  EXPECT_EQ(stream.local_user(), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::net
