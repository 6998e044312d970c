#include "auth/protection/blocked_addresses.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::auth {

void BlockedAddresses::block(const Network& network, std::optional<Duration> lasting, Moment now) {
  if (lasting && *lasting <= Duration::zero()) {
    unblock(network);
    return;
  }
  const std::lock_guard lock(lock_);
  if (blocks_.size() >= most_blocks && !blocks_.contains(network)) make_room(now);
  block_locked(network, lasting ? Until(now + *lasting) : Until());
}

void BlockedAddresses::block_locked(const Network& network, Until until) {
  if (blocks_.insert_or_assign(network, until).second) ++sizes_[network.bits];
}

// What is over goes; when nothing is, what would end first.
void BlockedAddresses::make_room(Moment now) {
  const auto over = [now](const Until& until) { return until && *until <= now; };
  auto soonest = blocks_.begin();
  for (auto at = blocks_.begin(); at != blocks_.end(); ++at) {
    const bool sooner = at->second && (!soonest->second || *at->second < *soonest->second);
    if (sooner) soonest = at;
  }
  const auto drop = [this](auto at) {
    if (--sizes_[at->first.bits] == 0) sizes_.erase(at->first.bits);
    return blocks_.erase(at);
  };
  if (!over(soonest->second)) {
    drop(soonest);
    return;
  }
  for (auto at = blocks_.begin(); at != blocks_.end();)
    at = over(at->second) ? drop(at) : std::next(at);
}

bool BlockedAddresses::unblock(const Network& network) {
  const std::lock_guard lock(lock_);
  if (blocks_.erase(network) == 0) return false;
  if (--sizes_[network.bits] == 0) sizes_.erase(network.bits);
  return true;
}

bool BlockedAddresses::is_blocked(const IpAddress& address, Moment now) const {
  const std::lock_guard lock(lock_);
  return std::ranges::any_of(sizes_, [&](const auto& size) {
    const auto found = blocks_.find(Network::of(address, size.first));
    return found != blocks_.end() && (!found->second || now < *found->second);
  });
}

std::vector<BlockedAddresses::Block> BlockedAddresses::list(Moment now) const {
  const std::lock_guard lock(lock_);
  std::vector<Block> all;
  for (const auto& [network, until] : blocks_) {
    if (!until)
      all.push_back({network, std::nullopt});
    else if (now < *until)
      all.push_back({network, std::chrono::ceil<std::chrono::seconds>(*until - now)});
  }
  return all;
}

bool BlockedAddresses::count_failure(const IpAddress& address, const Rule& rule, Moment now) {
  const auto whose = Network::subscriber(address);
  const std::lock_guard lock(lock_);
  if (const auto known = counters_.find(whose); known != counters_.end()) {
    newest_first_.splice(newest_first_.begin(), newest_first_, known->second);
  } else {
    if (counters_.size() >= most_counters) {
      counters_.erase(newest_first_.back().of);
      newest_first_.pop_back();
    }
    newest_first_.push_front({.of = whose, .since = now});
    counters_.emplace(whose, newest_first_.begin());
  }
  auto& counter = newest_first_.front();
  if (now - counter.since >= rule.period) counter = {.of = whose, .since = now};
  ++counter.failures;
  if (rule.failures == 0 || counter.failures < rule.failures || address.is_loopback()) return false;
  if (blocks_.size() >= most_blocks && !blocks_.contains(whose)) make_room(now);
  const auto known = blocks_.find(whose);
  const bool holds = known != blocks_.end() && (!known->second || now < *known->second);
  if (holds) return false;
  block_locked(whose, now + rule.blocked_for);
  return true;
}

unsigned BlockedAddresses::failures(const IpAddress& address, const Rule& rule, Moment now) const {
  const std::lock_guard lock(lock_);
  const auto known = counters_.find(Network::subscriber(address));
  if (known == counters_.end() || now - known->second->since >= rule.period) return 0;
  return known->second->failures;
}

}  // namespace gatehouse::auth
