#include "auth/protection/burns.h"

#include <algorithm>

#include "auth/protection/network.h"

namespace gatehouse::auth {

Burns::Right Burns::begin(const IpAddress& from, Moment now) {
  const std::lock_guard lock(lock_);
  if (running_ >= most_at_once) return {};
  auto& count = by_subscriber_.touch(Network::subscriber(from).key());
  if (count.within(period, now) >= most_by_one) return {};
  count.add(period, now);
  ++running_;
  return Right(*this);
}

void Burns::done() {
  const std::lock_guard lock(lock_);
  --running_;
}

void Burns::took(Duration time) {
  const std::lock_guard lock(lock_);
  last_[next_++ % last_.size()] = std::clamp(time, Duration::zero(), longest);
  known_ = std::min(known_ + 1, last_.size());
}

Duration Burns::typical() {
  const std::lock_guard lock(lock_);
  return known_ == 0 ? Duration::zero() : last_[turn_++ % known_];
}

}  // namespace gatehouse::auth
