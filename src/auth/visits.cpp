#include "auth/visits.h"

#include <cstring>
#include <utility>

namespace gatehouse::auth {

VisitEnd::VisitEnd(boost::asio::any_io_executor loop, OnEnd on_end)
    : loop_(std::move(loop)), held_(std::make_shared<Held>(std::move(on_end))) {}

void VisitEnd::call() {
  loop_.post([held = held_] {
    if (const auto on_end = std::exchange(held->on_end, nullptr)) on_end();
  });
}

void VisitEnd::forget() { held_->on_end = nullptr; }

Turn::Turn(std::shared_ptr<Visit> visit) {
  if (visit && !visit->busy.exchange(true)) visit_ = std::move(visit);
}

Turn::~Turn() {
  if (visit_) visit_->busy = false;
}

Visits::Visits(crypto::Entropy& entropy) {
  std::uint64_t start = 0;
  const auto random = entropy.bytes(sizeof start);
  std::memcpy(&start, random.data(), sizeof start);
  counter_ = start;
}

// The finisher of splitmix64: a permutation of the 64-bit numbers, so no id comes twice.
VisitId Visits::next_id() {
  std::uint64_t id = counter_.fetch_add(0x9E3779B97F4A7C15U);
  id = (id ^ (id >> 30U)) * 0xBF58476D1CE4E5B9U;
  id = (id ^ (id >> 27U)) * 0x94D049BB133111EBU;
  return id ^ (id >> 31U);
}

std::optional<VisitId> Visits::add(std::shared_ptr<Visit> visit) {
  if (count_.fetch_add(1) >= most_visits) {
    --count_;
    return std::nullopt;
  }
  const auto id = next_id();
  auto& shard = shards_[id % shard_count];
  const std::lock_guard lock(shard.lock);
  shard.by_id.emplace(id, std::move(visit));
  return id;
}

Turn Visits::turn(VisitId id) const {
  const auto& shard = shards_[id % shard_count];
  const std::lock_guard lock(shard.lock);
  const auto found = shard.by_id.find(id);
  return found == shard.by_id.end() ? Turn() : Turn(found->second);
}

std::shared_ptr<Visit> Visits::take(VisitId id) {
  auto& shard = shards_[id % shard_count];
  const std::lock_guard lock(shard.lock);
  auto node = shard.by_id.extract(id);
  if (node.empty()) return nullptr;
  --count_;
  return std::move(node.mapped());
}

}  // namespace gatehouse::auth
