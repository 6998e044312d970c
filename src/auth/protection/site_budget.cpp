#include "auth/protection/site_budget.h"

#include <algorithm>
#include <set>

namespace gatehouse::auth {

void SiteBudget::forget_what_is_over(Moment now) {
  if (closed_since_ && now - *closed_since_ >= closed_for) {
    closed_since_.reset();
    failures_.clear();
  }
  std::erase_if(failures_, [now](const Failure& one) { return now - one.at >= period; });
}

void SiteBudget::forget_failures() {
  failures_.clear();
  closed_since_.reset();
}

bool SiteBudget::closed(Moment now) const {
  return closed_since_ && now - *closed_since_ < closed_for;
}

bool SiteBudget::counted(std::uint64_t account) const {
  return std::ranges::find(failures_, account, &Failure::account) != failures_.end();
}

std::size_t SiteBudget::being_compared() const {
  std::set<std::uint64_t> all;
  for (const auto account : compared_)
    if (!counted(account)) all.insert(account);
  return all.size();
}

std::size_t SiteBudget::accounts(Moment now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      failures_, [now](const Failure& one) { return now - one.at < period; }));
}

Admission SiteBudget::reserve(std::uint64_t account, Moment now) {
  forget_what_is_over(now);
  if (closed(now)) return Admission::locked;
  const bool one_more =
      !counted(account) && std::ranges::find(compared_, account) == compared_.end();
  if (one_more && failures_.size() + being_compared() >= most_accounts) return Admission::busy;
  compared_.push_back(account);
  return Admission::granted;
}

void SiteBudget::release(std::uint64_t account) {
  if (const auto one = std::ranges::find(compared_, account); one != compared_.end())
    compared_.erase(one);
}

bool SiteBudget::failed(std::uint64_t account, Moment now) {
  release(account);
  forget_what_is_over(now);
  const auto known = std::ranges::find(failures_, account, &Failure::account);
  if (known != failures_.end()) {
    known->at = now;
    return false;
  }
  if (failures_.size() < most_accounts) failures_.push_back({account, now});
  if (failures_.size() < most_accounts || closed_since_) return false;
  closed_since_ = now;
  return true;
}

SiteBudget::Kept SiteBudget::kept(Moment now) const {
  const auto age = [now](Moment at) { return std::chrono::floor<Duration>(now - at); };
  Kept kept;
  for (const auto& one : failures_) kept.failures.push_back({one.account, age(one.at)});
  if (closed_since_) kept.closed = age(*closed_since_);
  return kept;
}

SiteBudget SiteBudget::from(const Kept& kept, Moment now) {
  SiteBudget read;
  for (const auto& one : kept.failures)
    if (read.failures_.size() < most_accounts)
      read.failures_.push_back({one.account, now - one.age});
  if (kept.closed) read.closed_since_ = now - *kept.closed;
  return read;
}

}  // namespace gatehouse::auth
