// Runs a coroutine to its end, on a loop of its own.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "net/task.h"

namespace gatehouse::support {

template <class T>
T run(net::Task<T> task) {
  boost::asio::io_context loop;
  std::optional<T> outcome;
  boost::asio::co_spawn(loop, std::move(task), [&](const std::exception_ptr& thrown, T value) {
    if (thrown) std::rethrow_exception(thrown);
    outcome.emplace(std::move(value));
  });
  loop.run();
  return std::move(*outcome);
}

}  // namespace gatehouse::support
