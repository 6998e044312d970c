// A net::Stream on a loop that the test runs itself, and the other end as a plain blocking socket.
#pragma once

#include <sys/socket.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/socket.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::support {

class StreamPair {
 public:
  StreamPair() : StreamPair(connected_pair()) {}
  StreamPair(const StreamPair&) = delete;
  StreamPair& operator=(const StreamPair&) = delete;
  ~StreamPair() {
    stream_.close();  // a stream outlives its waits
    loop_.restart();
    loop_.poll();
  }

  // Runs the loop until `task` ends; nothing else that is under way gets more time than that.
  template <class T>
  T run(net::Task<T> task) {
    std::optional<T> outcome;
    begin(std::move(task), outcome);
    return finish(outcome);
  }

  void run(net::Task<void> task) { run(finished(std::move(task))); }
  // Begins `task` and lets it go as far as it can without waiting for anything new.
  template <class T>
  void begin(net::Task<T> task, std::optional<T>& outcome) {
    boost::asio::co_spawn(loop_, std::move(task), [&](const std::exception_ptr& thrown, T value) {
      if (thrown) std::rethrow_exception(thrown);
      outcome.emplace(std::move(value));
    });
    go_on();
  }
  void go_on() {
    loop_.restart();
    loop_.poll();
  }
  // Runs the loop until a task begun before has ended.
  template <class T>
  T finish(std::optional<T>& outcome) {
    loop_.restart();
    while (!outcome && loop_.run_one() > 0) continue;
    return std::move(outcome.value());
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(far_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // What has arrived, at most `most` bytes; waits for the first of them. Empty at the end.
  std::string receive(std::size_t most = 65536) {
    std::string bytes(most, '\0');
    const auto count = ::recv(far_.number(), bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }
  void end_sending() { ::shutdown(far_.number(), SHUT_WR); }
  void hang_up() { far_.reset(); }

  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }
  [[nodiscard]] net::Stream& stream() { return stream_; }
  [[nodiscard]] int far() const { return far_.number(); }

 private:
  static net::Task<bool> finished(net::Task<void> task) {
    co_await std::move(task);
    co_return true;
  }

  struct Ends {
    int near;
    int far;
  };
  static Ends connected_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
    return {ends[0], ends[1]};
  }
  explicit StreamPair(Ends ends) : stream_(loop_.get_executor(), ends.near), far_(ends.far) {}

  boost::asio::io_context loop_{1};
  net::Stream stream_;
  Descriptor far_;
};

}  // namespace gatehouse::support
