#include "net/deadlines.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>

namespace gatehouse::net {

namespace asio = boost::asio;

Deadlines::Deadlines(asio::execution_context& loop)
    : service(loop), timer_(static_cast<asio::io_context&>(loop)) {}

Deadlines& Deadlines::of(const asio::any_io_executor& loop) {
  return asio::use_service<Deadlines>(asio::query(loop, asio::execution::context));
}

void Deadlines::add(Waiter& waiter) {
  waiter.place_ = waiting_.size();
  waiting_.push_back(&waiter);
  if (!armed_) arm();
}

void Deadlines::remove(Waiter& waiter) {
  waiting_[waiter.place_] = waiting_.back();
  waiting_[waiter.place_]->place_ = waiter.place_;
  waiting_.pop_back();
  if (waiting_.empty() && !stays_) timer_.cancel();
}

void Deadlines::end_all() {
  for (auto* waiter : waiting_) waiter->end_wait(Waiter::Reason::closing);
}

Moment Deadlines::now() const {
  return clock_ != nullptr ? clock_->moment() : std::chrono::steady_clock::now();
}

void Deadlines::stay() {
  stays_ = true;
  if (!armed_) arm();
}

void Deadlines::read(const Clock& clock) {
  clock_ = &clock;
  period_ = Duration{5};
}

void Deadlines::arm() {
  armed_ = true;
  timer_.expires_after(period_);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    armed_ = false;
    if (!cancelled) sweep();
    if (stays_ || !waiting_.empty()) arm();
  });
}

void Deadlines::sweep() {
  const Moment time = now();
  for (auto* waiter : waiting_)
    if (waiter->deadline <= time) waiter->end_wait(Waiter::Reason::deadline);
}

}  // namespace gatehouse::net
