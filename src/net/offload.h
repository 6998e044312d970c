// The one door for blocking work: a bounded pool and a bounded queue. The caller's coroutine
// resumes on its own loop. When the queue is full the answer is `unavailable`, not a longer queue.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "net/task.h"

namespace gatehouse::net {

class Offload {
 public:
  struct Limits {
    unsigned threads = 2;
    std::size_t queue = 256;
  };
  explicit Offload(Limits limits);
  ~Offload();  // finishes what runs, drops what waits (their callers get `unavailable`)

  [[nodiscard]] bool full() const;  // run() would be answered `unavailable` now

  // Work must not throw. Its result comes back on the caller's loop.
  template <class Work>
  [[nodiscard]] Task<Result<std::invoke_result_t<Work>>> run(Work work) {
    std::optional<std::invoke_result_t<Work>> outcome;
    std::function<void()> job = [&outcome, &work] { outcome.emplace(work()); };
    auto ran = co_await submit(std::move(job));
    if (!ran) co_return std::unexpected(ran.error());
    co_return std::move(*outcome);
  }

 private:
  [[nodiscard]] Task<Result<void>> submit(std::function<void()> job);
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace gatehouse::net
