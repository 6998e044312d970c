// An event loop on a thread of its own, for the length of a test.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>
#include <utility>

#include "net/task.h"

namespace gatehouse::support {

class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.run(); }) {}
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;
  ~LoopThread() { stop(); }

  // What still waits is destroyed with the loop.
  void stop() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] boost::asio::any_io_executor executor() { return loop_.get_executor(); }

  [[nodiscard]] std::future<void> start(net::Task<void> task) {
    return boost::asio::co_spawn(loop_, std::move(task), boost::asio::use_future);
  }
  // Runs `work` on the loop and waits for it.
  template <class Work>
  void run(Work work) {
    std::promise<void> done;
    boost::asio::post(loop_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

 private:
  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  std::thread thread_;
};

}  // namespace gatehouse::support
