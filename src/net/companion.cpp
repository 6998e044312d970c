#include "net/companion.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "net/listener.h"

namespace gatehouse::net {

namespace asio = boost::asio;

struct Companion::State {
  State(const asio::any_io_executor& loop, std::function<void()> told)
      : bell(loop, Moment::max()), at_end(std::move(told)) {}

  asio::steady_timer bell;
  std::function<void()> at_end;
  bool is_over = false;
};

Companion::Companion(const asio::any_io_executor& loop, Task<void> task,
                     std::function<void()> at_end)
    : state_(std::make_shared<State>(loop, std::move(at_end))) {
  const auto over = [state = state_](const std::exception_ptr& thrown) {
    if (thrown) log::write(log::Level::failure, "SYSTEM", "a companion: " + words_of(thrown));
    state->is_over = true;
    state->bell.cancel();
    if (state->at_end) state->at_end();
  };
  asio::co_spawn(loop, std::move(task), over);
}

Companion::~Companion() { state_->at_end = nullptr; }

bool Companion::is_over() const { return state_->is_over; }

Task<void> Companion::ended() {
  while (!state_->is_over) co_await state_->bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace gatehouse::net
