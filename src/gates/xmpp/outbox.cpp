#include "gates/xmpp/outbox.h"

#include <algorithm>
#include <utility>

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::size_t most_waiting = std::size_t{512} << 10U;
constexpr std::size_t most_unacknowledged = std::size_t{1} << 20U;
constexpr std::size_t most_unacknowledged_stanzas = 5000;
constexpr std::string_view request = "<r xmlns='urn:xmpp:sm:3'/>";

}  // namespace

Outbox::Outbox(net::Stream& stream) : waker_(stream) {}

Outbox::~Outbox() = default;

void Outbox::wake_later() {
  if (!std::exchange(called_, true)) waker_.wake();
}

bool Outbox::push(std::string_view stanza, bool owed) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || !condition_.empty()) return false;
  if (waiting_size_ + stanza.size() > most_waiting) {
    condition_ = "resource-constraint";
  } else {
    waiting_.push_back({std::string(stanza), owed});
    waiting_size_ += stanza.size();
  }
  wake_later();
  return condition_.empty();
}

void Outbox::end(std::string_view condition) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || !condition_.empty()) return;
  condition_ = condition;
  wake_later();
}

Outbox::Taken Outbox::take(std::vector<Parcel> own) {
  std::unique_lock lock(mutex_);
  called_ = false;
  if (successor_) {
    const auto successor = successor_;
    lock.unlock();
    for (const auto& one : own) (void)successor->push(one.stanza, one.owed);
    return {{}, condition_};
  }
  Taken taken{{}, condition_};
  for (const auto& one : waiting_) taken.bytes += one.stanza;
  const bool is_something = !own.empty() || !waiting_.empty();
  waiting_size_ = 0;
  auto others = std::exchange(waiting_, {});
  if (!managed_ || !is_something) return taken;
  for (auto& one : own) keep(std::move(one));
  for (auto& one : others) keep(std::move(one));
  if (!std::exchange(asked_, true)) taken.bytes += request;
  return taken;
}

bool Outbox::has_ended() {
  const std::scoped_lock lock(mutex_);
  called_ = false;
  return closed_ || !condition_.empty();
}

void Outbox::detach() {
  waker_.forget();
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  successor_.reset();
}

void Outbox::manage(std::optional<Resumption> wish) {
  const std::scoped_lock lock(mutex_);
  managed_ = true;
  resumption_ = std::move(wish);
}

bool Outbox::is_managed() const {
  const std::scoped_lock lock(mutex_);
  return managed_;
}

bool Outbox::can_be_resumed() const {
  const std::scoped_lock lock(mutex_);
  return resumption_ && !closed_ && condition_.empty();
}

bool Outbox::is_resumed_by(const Resumption& wish) const {
  const std::scoped_lock lock(mutex_);
  return resumption_ == wish && !closed_ && condition_.empty();
}

void Outbox::note_heard() {
  const std::scoped_lock lock(mutex_);
  if (managed_) ++heard_;
}

std::uint32_t Outbox::heard() const {
  const std::scoped_lock lock(mutex_);
  return heard_;
}

std::uint32_t Outbox::sent() const {
  const std::scoped_lock lock(mutex_);
  return sent_;
}

// Whoever acknowledges nothing is served on, but what he missed is not kept for ever.
void Outbox::keep(Parcel parcel) {
  ++sent_;
  const bool was_lost = unacknowledged_.empty() && sent_ - acknowledged_ > 1;
  if (was_lost) return;
  unacknowledged_size_ += parcel.stanza.size();
  unacknowledged_.push_back(std::move(parcel));
  if (unacknowledged_size_ <= most_unacknowledged &&
      unacknowledged_.size() <= most_unacknowledged_stanzas)
    return;
  resumption_.reset();
  unacknowledged_.clear();
  unacknowledged_size_ = 0;
}

bool Outbox::drop_handled(std::uint32_t handled) {
  const auto count = handled - acknowledged_;
  if (count > sent_ - acknowledged_) return false;
  acknowledged_ = handled;
  for (auto left = std::min<std::size_t>(count, unacknowledged_.size()); left > 0; --left) {
    unacknowledged_size_ -= unacknowledged_.front().stanza.size();
    unacknowledged_.pop_front();
  }
  return true;
}

bool Outbox::acknowledge(std::uint32_t handled) {
  const std::scoped_lock lock(mutex_);
  asked_ = false;
  return drop_handled(handled);
}

bool Outbox::succeed(const std::shared_ptr<Outbox>& self, Outbox& other, std::uint32_t handled) {
  const std::scoped_lock lock(self->mutex_, other.mutex_);
  if (self->managed_ || !other.drop_handled(handled)) return false;
  self->managed_ = true;
  self->resumption_ = std::exchange(other.resumption_, std::nullopt);
  self->unacknowledged_ = std::exchange(other.unacknowledged_, {});
  self->unacknowledged_size_ = std::exchange(other.unacknowledged_size_, 0);
  self->sent_ = other.sent_;
  self->acknowledged_ = other.acknowledged_;
  self->heard_ = other.heard_;
  self->waiting_ = std::exchange(other.waiting_, {});
  self->waiting_size_ = std::exchange(other.waiting_size_, 0);
  other.successor_ = self;
  other.condition_ = "conflict";
  other.wake_later();
  return true;
}

std::string Outbox::again() {
  const std::scoped_lock lock(mutex_);
  std::string all;
  for (const auto& one : unacknowledged_) all += one.stanza;
  if (all.empty()) return all;
  asked_ = true;
  return all.append(request);
}

std::vector<std::string> Outbox::undelivered() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  if (!managed_ || successor_) return {};
  std::vector<std::string> all;
  const auto add = [&](Parcel& one) {
    if (one.owed) all.push_back(std::move(one.stanza));
  };
  std::ranges::for_each(unacknowledged_, add);
  std::ranges::for_each(waiting_, add);
  unacknowledged_.clear();
  waiting_.clear();
  return all;
}

}  // namespace gatehouse::gates::xmpp
