#include "auth/lockout.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace gatehouse::auth {

void Lockout::Reservation::release() {
  if (auto* lockout = std::exchange(lockout_, nullptr)) lockout->give_back(name_);
}

void Lockout::Reservation::failed(settings::Flow flow, Moment now) {
  if (auto* lockout = std::exchange(lockout_, nullptr)) lockout->count_failure(name_, flow, now);
}

void Lockout::Record::forget_what_is_over(settings::Flow flow, Moment now) {
  if (now - since >= flow.period) failures = 0;
}

Lockout::Record& Lockout::Shard::touch(std::string_view name) {
  if (const auto known = by_name.find(name); known != by_name.end()) {
    oldest_last.splice(oldest_last.begin(), oldest_last, known->second);
    return oldest_last.front();
  }
  if (oldest_last.size() >= most_names / shard_count) drop(std::prev(oldest_last.end()));
  oldest_last.emplace_front().name = name;
  by_name.emplace(oldest_last.front().name, oldest_last.begin());
  return oldest_last.front();
}

void Lockout::Shard::drop(std::list<Record>::iterator record) {
  by_name.erase(record->name);
  oldest_last.erase(record);
}

Lockout::Shard& Lockout::shard_of(std::string_view name) {
  return shards_[std::hash<std::string_view>{}(name) % shard_count];
}

const Lockout::Shard& Lockout::shard_of(std::string_view name) const {
  return shards_[std::hash<std::string_view>{}(name) % shard_count];
}

unsigned Lockout::failures(std::string_view name, settings::Flow flow, Moment now) const {
  const auto& shard = shard_of(name);
  const std::lock_guard lock(shard.lock);
  const auto known = shard.by_name.find(name);
  if (known == shard.by_name.end()) return 0;
  auto record = *known->second;
  record.forget_what_is_over(flow, now);
  return record.failures;
}

Lockout::Answer Lockout::reserve(std::string_view name, settings::Flow flow, Moment now) {
  if (flow.count == 0) return {Admission::granted};
  auto& shard = shard_of(name);
  const std::lock_guard lock(shard.lock);
  auto& record = shard.touch(name);
  record.forget_what_is_over(flow, now);
  if (record.failures >= flow.count) return {Admission::locked};
  if (record.failures + record.reserved >= flow.count) return {Admission::busy};
  ++record.reserved;
  return {Admission::granted, Reservation(*this, std::string(name))};
}

void Lockout::give_back(std::string_view name) {
  auto& shard = shard_of(name);
  const std::lock_guard lock(shard.lock);
  const auto known = shard.by_name.find(name);
  if (known == shard.by_name.end()) return;
  auto& record = *known->second;
  if (record.reserved > 0) --record.reserved;
  if (record.reserved == 0 && record.failures == 0) shard.drop(known->second);
}

void Lockout::count_failure(std::string_view name, settings::Flow flow, Moment now) {
  auto& shard = shard_of(name);
  const std::lock_guard lock(shard.lock);
  auto& record = shard.touch(name);
  if (record.reserved > 0) --record.reserved;
  record.forget_what_is_over(flow, now);
  // The period runs from the first failure, and once more from the one that reached the limit.
  if (++record.failures == 1 || record.failures >= flow.count) record.since = now;
}

void Lockout::forget_failures(std::string_view name) {
  const auto belongs = [name](std::string_view counter) {
    if (!counter.starts_with(name)) return false;
    const auto rest = counter.substr(name.size());
    return rest.empty() || rest.front() == '$' || rest.front() == ' ';
  };
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.lock);
    for (auto& record : shard.oldest_last)
      if (belongs(record.name)) record.failures = 0;
  }
}

std::size_t Lockout::size() const {
  std::size_t all = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard.lock);
    all += shard.oldest_last.size();
  }
  return all;
}

}  // namespace gatehouse::auth
