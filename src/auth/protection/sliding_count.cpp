#include "auth/protection/sliding_count.h"

#include <algorithm>
#include <numeric>

namespace gatehouse::auth {
namespace {

constexpr auto count = static_cast<std::int64_t>(SlidingCount::slices);

Duration width_of(Duration period) { return std::max(Duration{1}, period / (count - 1)); }

std::int64_t number_of(Moment now, Duration width) {
  const auto since = std::chrono::floor<Duration>(now.time_since_epoch());
  const auto number = since / width;
  return number * width > since ? number - 1 : number;
}

std::size_t place(std::int64_t number) {
  return static_cast<std::size_t>(((number % count) + count) % count);
}

}  // namespace

void SlidingCount::roll(Duration width, Moment now) {
  const auto number = number_of(now, width);
  if (width != width_) {
    width_ = width;
    counts_ = {};
    newest_ = number;
  }
  const auto passed = std::min(number - newest_, count);
  for (std::int64_t i = 0; i < passed; ++i) counts_[place(number - i)] = 0;
  newest_ = std::max(newest_, number);
}

void SlidingCount::add(Duration period, Moment now) {
  roll(width_of(period), now);
  ++counts_[place(newest_)];
}

unsigned SlidingCount::within(Duration period, Moment now) const {
  if (width_ != width_of(period)) return 0;
  auto rolled = *this;
  rolled.roll(width_, now);
  return std::accumulate(rolled.counts_.begin(), rolled.counts_.end(), 0U);
}

SlidingCount::Kept SlidingCount::kept(Moment now) const {
  Kept kept{.width = width_};
  if (width_ == Duration::zero()) return kept;
  kept.age = std::chrono::floor<Duration>(now.time_since_epoch()) - newest_ * width_;
  for (std::int64_t i = 0; i < count; ++i)
    kept.counts[static_cast<std::size_t>(i)] = counts_[place(newest_ - i)];
  return kept;
}

SlidingCount SlidingCount::from(const Kept& kept, Moment now) {
  SlidingCount read;
  if (kept.width <= Duration::zero()) return read;
  read.width_ = kept.width;
  read.newest_ = number_of(now - kept.age, kept.width);
  for (std::int64_t i = 0; i < count; ++i)
    read.counts_[place(read.newest_ - i)] = kept.counts[static_cast<std::size_t>(i)];
  return read;
}

}  // namespace gatehouse::auth
