#include "helper/answer_slot.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "net/loop_handle.h"

namespace gatehouse::helper {

namespace asio = boost::asio;

// The bell belongs to the caller's loop; everything else is guarded.
struct AnswerSlot::State {
  mutable std::mutex lock;
  std::optional<Result<Secret>> answer;
  std::optional<net::LoopHandle> caller;  // nullopt: nobody waits
  asio::steady_timer* bell = nullptr;     // touched by the caller's loop only
  bool has_left = false;
};

namespace {

// Afterwards nothing is posted to the caller's loop, not even when that is destroyed now.
template <class State>
class Attendance {
 public:
  Attendance(State& state, asio::steady_timer& bell) : state_(state) {
    const std::lock_guard lock(state_.lock);
    state_.bell = &bell;
    state_.caller.emplace(bell.get_executor());
  }
  Attendance(const Attendance&) = delete;
  Attendance& operator=(const Attendance&) = delete;
  ~Attendance() {
    const std::lock_guard lock(state_.lock);
    state_.bell = nullptr;
    state_.caller.reset();
    state_.has_left = true;
  }

 private:
  State& state_;
};

template <class State>
std::optional<Result<Secret>> taken_from(State& state) {
  const std::lock_guard lock(state.lock);
  return std::exchange(state.answer, std::nullopt);
}

}  // namespace

AnswerSlot::AnswerSlot() : state_(std::make_shared<State>()) {}

void AnswerSlot::give(Result<Secret> answer) {
  const std::lock_guard lock(state_->lock);
  if (state_->answer || state_->has_left) return;
  state_->answer.emplace(std::move(answer));
  if (!state_->caller) return;
  state_->caller->post([state = state_] {
    if (state->bell != nullptr) state->bell->cancel();
  });
}

bool AnswerSlot::is_wanted() const {
  const std::lock_guard lock(state_->lock);
  return !state_->answer && !state_->has_left;
}

net::Task<Result<Secret>> AnswerSlot::wait() const {
  const auto state = state_;
  const auto loop = co_await asio::this_coro::executor;
  asio::steady_timer bell(loop, Moment::max());
  const Attendance<State> attendance(*state, bell);
  for (;;) {
    if (auto answer = taken_from(*state)) co_return std::move(*answer);
    co_await bell.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace gatehouse::helper
