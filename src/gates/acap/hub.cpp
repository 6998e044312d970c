#include "gates/acap/hub.h"

#include <algorithm>
#include <utility>

namespace gatehouse::gates::acap {

Hub::Seat::Seat(Hub& hub, net::Stream& stream) : hub_(hub), waker_(stream) {}

Hub::Seat::~Seat() {
  waker_.forget();
  listen_to({});
}

void Hub::Seat::listen_to(std::vector<std::string> accounts) {
  const std::scoped_lock lock(hub_.mutex_);
  std::erase_if(hub_.listeners_, [this](const Listener& one) { return one.seat == this; });
  if (!accounts.empty()) hub_.listeners_.push_back({this, waker_, std::move(accounts)});
}

void Hub::changed(const std::string& account) {
  const std::scoped_lock lock(mutex_);
  for (const auto& one : listeners_)
    if (std::ranges::find(one.accounts, account) != one.accounts.end()) one.waker.wake();
}

}  // namespace gatehouse::gates::acap
