#include "auth/protection/account_budget.h"

#include <algorithm>

namespace gatehouse::auth {

void AccountBudget::reopen(Moment now) {
  if (!closed_since_ || now - *closed_since_ < closed_for) return;
  closed_since_.reset();
  total_ = 0;
}

bool AccountBudget::locked(const Allowance& allowance, Moment now) const {
  const bool closed = closed_since_ && now - *closed_since_ < closed_for;
  return closed || failures_.within(allowance.period, now) >= allowance.count ||
         repeats_.within(allowance.period, now) / most_repeats >= allowance.count;
}

Admission AccountBudget::reserve(const Allowance& allowance, Moment now) {
  reopen(now);
  const bool spent = allowance.total > 0 && total_ >= allowance.total;
  if (spent && !closed_since_) closed_since_ = now;
  if (locked(allowance, now)) return Admission::locked;
  if (failures(allowance, now) + reserved_ >= allowance.count) return Admission::busy;
  if (allowance.total > 0 && total_ + reserved_ >= allowance.total) return Admission::busy;
  ++reserved_;
  return Admission::granted;
}

void AccountBudget::release() {
  if (reserved_ > 0) --reserved_;
}

bool AccountBudget::seen_before(std::uint64_t fingerprint) const {
  return fingerprint != 0 && std::ranges::find(wrong_, fingerprint) != wrong_.end();
}

bool AccountBudget::failed(const Allowance& allowance, std::uint64_t fingerprint, Moment now) {
  release();
  if (seen_before(fingerprint)) {
    repeats_.add(allowance.period, now);
    return false;
  }
  if (fingerprint != 0) wrong_[next_wrong_++ % most_remembered] = fingerprint;
  failures_.add(allowance.period, now);
  ++total_;
  if (allowance.total > 0 && total_ >= allowance.total) closed_since_ = now;
  return true;
}

void AccountBudget::owner_came() {
  total_ = 0;
  closed_since_.reset();
}

void AccountBudget::forget_failures() {
  const auto reserved = reserved_;
  *this = {};
  reserved_ = reserved;
}

unsigned AccountBudget::failures(const Allowance& allowance, Moment now) const {
  return failures_.within(allowance.period, now);
}

bool AccountBudget::empty() const { return reserved_ == 0 && next_wrong_ == 0 && total_ == 0; }

AccountBudget::Kept AccountBudget::kept(Moment now) const {
  Kept kept{.failures = failures_.kept(now), .total = total_};
  if (closed_since_) kept.closed = std::chrono::floor<Duration>(now - *closed_since_);
  return kept;
}

AccountBudget AccountBudget::from(const Kept& kept, Moment now) {
  AccountBudget read;
  read.failures_ = SlidingCount::from(kept.failures, now);
  read.total_ = kept.total;
  if (kept.closed) read.closed_since_ = now - *kept.closed;
  return read;
}

}  // namespace gatehouse::auth
