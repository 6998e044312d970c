// A site and its keeper on one loop that the test runs itself: the keeper in this process, or the
// same one behind a socket pair. What is proven of one is proven of both.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "auth/keeper.h"
#include "auth/remote_keeper.h"
#include "net/stream.h"
#include "net/task.h"
#include "tests/support/test_site.h"

namespace gatehouse::support {

class KeeperRunner {
 public:
  explicit KeeperRunner(bool behind_a_socket) {
    if (behind_a_socket) remote_ = keeper_behind_a_socket();
  }
  KeeperRunner(const KeeperRunner&) = delete;
  KeeperRunner& operator=(const KeeperRunner&) = delete;
  ~KeeperRunner() {
    remote_.reset();
    while (serving_) loop_.run_one();
  }

  [[nodiscard]] TestSite& site() { return site_; }
  [[nodiscard]] auth::Keeper& keeper() { return remote_ ? *remote_ : site_.keeper(); }
  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }

  // Runs the loop until `task` ends.
  template <class T>
  T run(net::Task<T> task) {
    std::optional<T> outcome;
    start(std::move(task), outcome);
    while (!outcome) loop_.run_one();
    return std::move(*outcome);
  }
  // Begins `task`; run_until() lets it go on.
  template <class T>
  void start(net::Task<T> task, std::optional<T>& outcome) {
    boost::asio::co_spawn(loop_, std::move(task), [&](const std::exception_ptr& thrown, T value) {
      if (thrown) std::rethrow_exception(thrown);
      outcome.emplace(std::move(value));
    });
  }
  template <class Condition>
  void run_until(Condition condition) {
    while (!condition()) loop_.run_one();
  }

  // The end of a socket pair whose other end serve_gates() serves until it closes.
  [[nodiscard]] int new_channel() {
    const auto ends = socket_pair();
    ++serving_;
    boost::asio::co_spawn(
        loop_, auth::serve_gates(net::Stream(loop_.get_executor(), ends[1]), site_.keeper()),
        [this](const std::exception_ptr& thrown) {
          --serving_;
          if (thrown) std::rethrow_exception(thrown);
        });
    return ends[0];
  }
  [[nodiscard]] int channels_served() const { return serving_; }

 private:
  static std::array<int, 2> socket_pair() {
    std::array<int, 2> ends{};
    const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0) std::abort();
    return ends;
  }

  std::unique_ptr<auth::Keeper> keeper_behind_a_socket() {
    return auth::make_remote_keeper(net::Stream(loop_.get_executor(), new_channel()));
  }

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  TestSite site_;
  int serving_ = 0;
  std::unique_ptr<auth::Keeper> remote_;
};

}  // namespace gatehouse::support
