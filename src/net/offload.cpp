#include "net/offload.h"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "net/loop_handle.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

// In the caller's coroutine; touched by the caller's loop only.
struct Call {
  asio::steady_timer bell;
  bool is_answered = false;
  bool was_dropped = false;
};

// Shared by the caller, the queue, and the message that brings the answer to the caller's loop.
struct Job {
  enum class Stage { queued, running, over };

  std::function<void()> work;
  LoopHandle caller;
  Call* call;  // null when the caller's coroutine is gone; touched by its loop only
  std::atomic<Stage> stage = Stage::queued;

  [[nodiscard]] bool leaves_queue(Stage next) {
    auto expected = Stage::queued;
    return stage.compare_exchange_strong(expected, next);
  }
  void end() {
    stage = Stage::over;
    stage.notify_all();
  }
};
using SharedJob = std::shared_ptr<Job>;

void answer(const SharedJob& job, bool dropped) {
  job->caller.post([job, dropped] {
    if (job->call == nullptr) return;
    job->call->is_answered = true;
    job->call->was_dropped = dropped;
    job->call->bell.cancel();
  });
}

void perform(const SharedJob& job) {
  if (!job->leaves_queue(Job::Stage::running)) return;
  job->work();
  answer(job, false);
  job->end();
}

void drop(const SharedJob& job) {
  if (!job->leaves_queue(Job::Stage::running)) return;
  answer(job, true);
  job->end();
}

// The work refers to the caller's coroutine, and the answer to its loop: neither may go before the
// job is over, not even when the loop is destroyed.
class Attendance {
 public:
  explicit Attendance(SharedJob job) : job_(std::move(job)) {}
  Attendance(const Attendance&) = delete;
  Attendance& operator=(const Attendance&) = delete;
  ~Attendance() {
    job_->call = nullptr;
    if (!job_->leaves_queue(Job::Stage::over)) job_->stage.wait(Job::Stage::running);
  }

 private:
  SharedJob job_;
};

}  // namespace

struct Offload::Pool {
  explicit Pool(Limits limits) : most_waiting(limits.queue) {
    for (unsigned i = 0; i < limits.threads; ++i)
      threads.emplace_back([this](const std::stop_token& stop) { serve(stop); });
  }
  ~Pool() {
    for (auto& thread : threads) thread.request_stop();
    threads.clear();
    for (const auto& job : waiting) drop(job);
  }

  void serve(const std::stop_token& stop) {
    while (const auto job = next(stop)) perform(job);
  }
  SharedJob next(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    arrival.wait(lock, stop, [this] { return !waiting.empty(); });
    if (stop.stop_requested()) return nullptr;
    auto job = std::move(waiting.front());
    waiting.pop_front();
    return job;
  }
  bool accept(const SharedJob& job) {
    {
      const std::lock_guard lock(mutex);
      if (waiting.size() >= most_waiting) return false;
      waiting.push_back(job);
    }
    arrival.notify_one();
    return true;
  }

  const std::size_t most_waiting;
  std::mutex mutex;
  std::condition_variable_any arrival;
  std::deque<SharedJob> waiting;
  std::vector<std::jthread> threads;
};

Offload::Offload(Limits limits) : pool_(std::make_unique<Pool>(limits)) {}

Offload::~Offload() = default;

bool Offload::full() const {
  const std::lock_guard lock(pool_->mutex);
  return pool_->waiting.size() >= pool_->most_waiting;
}

Task<Result<void>> Offload::submit(std::function<void()> work) {
  const auto loop = co_await asio::this_coro::executor;
  Call call{.bell = asio::steady_timer(loop, Moment::max())};
  const auto job = std::make_shared<Job>(std::move(work), LoopHandle(loop), &call);
  const Attendance attendance(job);
  if (!pool_->accept(job)) co_return fail(ErrorCode::unavailable, "too much work is waiting");
  while (!call.is_answered) co_await call.bell.async_wait(asio::as_tuple(asio::use_awaitable));
  if (call.was_dropped) co_return fail(ErrorCode::unavailable, "the server is stopping");
  co_return Result<void>{};
}

}  // namespace gatehouse::net
