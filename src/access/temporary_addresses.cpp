#include "access/temporary_addresses.h"

#include <algorithm>
#include <utility>

namespace gatehouse::access {
namespace {

IpAddress counted_as(IpAddress address) {
  if (!address.is_v4()) std::fill(address.bytes.begin() + 8, address.bytes.end(), std::uint8_t{0});
  return address;
}

bool holds(const std::map<IpAddress, Moment>& ends, const IpAddress& address, Moment now) {
  const auto found = ends.find(counted_as(address));
  return found != ends.end() && now < found->second;
}

}  // namespace

void TemporaryAddresses::put(Ends& ends, const IpAddress& address, Moment until, Moment now) {
  if (ends.size() >= most && !ends.contains(address)) {
    std::erase_if(ends, [now](const auto& entry) { return entry.second <= now; });
    if (ends.size() >= most)
      ends.erase(
          std::ranges::min_element(ends, {}, [](const auto& entry) { return entry.second; }));
  }
  ends.insert_or_assign(address, until);
}

void TemporaryAddresses::block(const IpAddress& address, std::optional<Duration> period,
                               Moment now) {
  const std::lock_guard lock(lock_);
  put(blocked_, counted_as(address), period ? now + *period : Moment::max(), now);
  changed(counted_as(address));
}

void TemporaryAddresses::unblock(const IpAddress& address) {
  const std::lock_guard lock(lock_);
  blocked_.erase(counted_as(address));
  failures_.erase(counted_as(address));
  changed(counted_as(address));
}

bool TemporaryAddresses::blocked(const IpAddress& address, Moment now) const {
  const std::lock_guard lock(lock_);
  return holds(blocked_, address, now);
}

void TemporaryAddresses::report_failure(const IpAddress& address,
                                        std::optional<settings::Flow> limit, Moment now) {
  if (!limit || limit->count == 0) return;
  const auto key = counted_as(address);
  const std::lock_guard lock(lock_);
  if (failures_.size() >= most && !failures_.contains(key))
    failures_.erase(std::ranges::min_element(failures_, {},
                                             [](const auto& entry) { return entry.second.since; }));
  changed(key);
  auto& failures = failures_[key];
  if (failures.count == 0 || now - failures.since >= limit->period) failures = {0, now};
  if (++failures.count < limit->count) return;
  failures_.erase(key);
  const auto known = blocked_.find(key);
  const auto until = now + limit->period;
  if (known == blocked_.end() || known->second < until) put(blocked_, key, until, now);
}

void TemporaryAddresses::note_client(const IpAddress& address, Duration period, Moment now) {
  if (period <= Duration{0}) return;
  const std::lock_guard lock(lock_);
  put(clients_, counted_as(address), now + period, now);
}

bool TemporaryAddresses::client(const IpAddress& address, Moment now) const {
  const std::lock_guard lock(lock_);
  return holds(clients_, address, now);
}

std::vector<TemporaryAddresses::Left> TemporaryAddresses::all_blocked(Moment now) const {
  const std::lock_guard lock(lock_);
  std::vector<Left> all;
  for (const auto& [address, until] : blocked_) {
    if (until <= now) continue;
    const bool for_good = until == Moment::max();
    all.push_back({address, for_good ? std::nullopt
                                     : std::optional(std::chrono::ceil<Duration>(until - now))});
  }
  return all;
}

std::vector<IpAddress> TemporaryAddresses::all_clients(Moment now) const {
  const std::lock_guard lock(lock_);
  std::vector<IpAddress> all;
  for (const auto& [address, until] : clients_)
    if (now < until) all.push_back(address);
  return all;
}

void TemporaryAddresses::changed(const IpAddress& address) {
  if (keeps_changes_ && changed_.size() < most) changed_.insert(address);
}

TemporaryAddresses::Kept TemporaryAddresses::kept(const IpAddress& address, Moment now) const {
  Kept kept{.address = address};
  if (const auto block = blocked_.find(address); block != blocked_.end()) {
    const auto until = block->second;
    if (until == Moment::max())
      kept.left.reset();
    else if (now < until)
      kept.left = std::chrono::ceil<Duration>(until - now);
  }
  if (const auto failed = failures_.find(address); failed != failures_.end()) {
    kept.failures = failed->second.count;
    kept.since = std::chrono::floor<Duration>(now - failed->second.since);
  }
  return kept;
}

void TemporaryAddresses::keep_changes() {
  const std::lock_guard lock(lock_);
  keeps_changes_ = true;
}

std::vector<TemporaryAddresses::Kept> TemporaryAddresses::changes(Moment now) {
  const std::lock_guard lock(lock_);
  std::vector<Kept> all;
  for (const auto& address : std::exchange(changed_, {})) all.push_back(kept(address, now));
  return all;
}

std::vector<TemporaryAddresses::Kept> TemporaryAddresses::all_kept(Moment now) const {
  const std::lock_guard lock(lock_);
  std::vector<Kept> all;
  for (const auto& [address, until] : blocked_)
    if (now < until) all.push_back(kept(address, now));
  for (const auto& [address, failures] : failures_)
    if (!holds(blocked_, address, now)) all.push_back(kept(address, now));
  return all;
}

void TemporaryAddresses::put_back(const Kept& kept, Moment written) {
  const std::lock_guard lock(lock_);
  blocked_.erase(kept.address);
  failures_.erase(kept.address);
  const auto until = kept.left ? written + *kept.left : Moment::max();
  if (until > written) put(blocked_, kept.address, until, written);
  if (kept.failures > 0 && failures_.size() < most)
    failures_[kept.address] = {kept.failures, written - kept.since};
}

}  // namespace gatehouse::access
