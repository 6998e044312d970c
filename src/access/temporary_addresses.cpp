#include "access/temporary_addresses.h"

#include <algorithm>

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
}

void TemporaryAddresses::unblock(const IpAddress& address) {
  const std::lock_guard lock(lock_);
  blocked_.erase(counted_as(address));
  failures_.erase(counted_as(address));
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

}  // namespace gatehouse::access
