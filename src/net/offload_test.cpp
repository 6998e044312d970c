#include "net/offload.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gatehouse::net {
namespace {

namespace asio = boost::asio;

struct Caller {
  template <class Work>
  void call(Offload& offload, Work work) {
    auto task = [](Offload& to, Work todo, Caller& self) -> Task<void> {
      auto result = co_await to.run(std::move(todo));
      self.on = std::this_thread::get_id();
      self.outcome.emplace(std::move(result));
    };
    asio::co_spawn(loop, task(offload, std::move(work), *this),
                   [](const std::exception_ptr& thrown) { EXPECT_FALSE(thrown); });
  }
  Result<int> wait() {
    loop.restart();
    while (!outcome && loop.run_one() > 0) continue;
    return *std::exchange(outcome, std::nullopt);
  }

  asio::io_context loop{1};
  std::optional<Result<int>> outcome;
  std::thread::id on;
};

TEST(Offload, RunsTheWorkElsewhereAndComesBack) {
  Offload offload({.threads = 1, .queue = 1});
  Caller caller;
  std::thread::id worked_on;
  caller.call(offload, [&] {
    worked_on = std::this_thread::get_id();
    return 42;
  });
  EXPECT_EQ(caller.wait(), 42);
  EXPECT_EQ(caller.on, std::this_thread::get_id());
  EXPECT_NE(worked_on, std::this_thread::get_id());
}

TEST(Offload, RefusesWorkWhenTheQueueIsFull) {
  Offload offload({.threads = 1, .queue = 1});
  std::latch begun(1);
  std::latch go(1);
  std::vector<Caller> callers(3);
  callers[0].call(offload, [&] {
    begun.count_down();
    go.wait();
    return 0;
  });
  callers[0].loop.poll();
  begun.wait();
  callers[1].call(offload, [] { return 1; });
  callers[1].loop.poll();
  callers[2].call(offload, [] { return 2; });
  const auto refused = callers[2].wait();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  go.count_down();
  EXPECT_EQ(callers[0].wait(), 0);
  EXPECT_EQ(callers[1].wait(), 1);
}

TEST(Offload, EndingFinishesWhatRunsAndDropsWhatWaits) {
  std::optional<Offload> offload(std::in_place, Offload::Limits{.threads = 1, .queue = 8});
  std::latch begun(1);
  std::vector<Caller> callers(2);
  std::atomic<bool> ran_second = false;
  std::latch go(1);
  callers[0].call(*offload, [&] {
    begun.count_down();
    go.wait();
    return 1;
  });
  callers[0].loop.poll();
  begun.wait();
  callers[1].call(*offload, [&] {
    ran_second = true;
    return 2;
  });
  callers[1].loop.poll();
  std::jthread ending([&] { offload.reset(); });
  // Either the second was dropped, or the worker took it before it noticed the end.
  go.count_down();
  EXPECT_EQ(callers[0].wait(), 1);
  const auto second = callers[1].wait();
  EXPECT_EQ(second.has_value(), ran_second.load());
  if (!second) {
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  }
}

TEST(Offload, ALoopMayStopAndGoOnWithoutLosingAnAnswer) {
  Offload offload({.threads = 1, .queue = 8});
  Caller caller;
  std::latch done(1);
  caller.call(offload, [&] {
    done.count_down();
    return 7;
  });
  caller.loop.poll();
  caller.loop.stop();
  done.wait();
  EXPECT_EQ(caller.wait(), 7);
}

TEST(Offload, ALoopMayBeDestroyedWhileItsWorkRunsOrWaits) {
  Offload offload({.threads = 1, .queue = 8});
  for (int round = 0; round < 100; ++round) {
    auto caller = std::make_unique<Caller>();
    auto behind = std::make_unique<Caller>();
    std::string seen(100, 'x');
    caller->call(offload, [text = seen] { return static_cast<int>(text.size()); });
    behind->call(offload, [text = seen] { return static_cast<int>(text.size()); });
    caller->loop.poll();
    behind->loop.poll();
    behind.reset();
    caller.reset();
  }
}

TEST(Offload, ServesManyLoopsAtOnce) {
  Offload offload({.threads = 4, .queue = 10'000});
  std::atomic<int> sum = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      Caller caller;
      for (int i = 0; i < 500; ++i) {
        caller.call(offload, [i] { return i; });
        sum += caller.wait().value_or(0);
      }
    });
  threads.clear();
  EXPECT_EQ(sum, 4 * 499 * 500 / 2);
}

}  // namespace
}  // namespace gatehouse::net
