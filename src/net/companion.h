// A task that runs beside the one that started it, on the same loop: a transfer while commands are
// read.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "net/task.h"

namespace gatehouse::net {

class Companion {
 public:
  // Starts `task`; what it refers to outlives it: its starter awaits ended() before it goes on to
  // its own end. When the loop is destroyed both go without another step, in any order. `at_end`
  // is called on the loop, and not after this was destroyed. An exception ends the task.
  Companion(const boost::asio::any_io_executor& loop, Task<void> task,
            std::function<void()> at_end);
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;
  ~Companion();

  [[nodiscard]] bool is_over() const;
  [[nodiscard]] Task<void> ended();  // waits for it; one at a time

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gatehouse::net
