#include "net/census.h"

#include <utility>

namespace gatehouse::net {

void Census::set_limits(Limits limits) {
  most_connections_ = limits.most_connections;
  most_per_address_ = limits.most_per_address;
}

std::optional<Census::Entry> Census::enter(const std::shared_ptr<Census>& census) {
  if (census->present_.fetch_add(1) >= census->most_connections_) {
    --census->present_;
    return std::nullopt;
  }
  return std::optional<Entry>(std::in_place, census);
}

bool Census::Entry::counts(const IpAddress& from) {
  if (from.is_loopback()) return true;
  const std::lock_guard lock(census_->mutex_);
  auto& count = census_->by_address_[from];
  if (count >= census_->most_per_address_) {
    if (count == 0) census_->by_address_.erase(from);
    return false;
  }
  ++count;
  from_ = from;
  return true;
}

Census::Entry::~Entry() {
  if (!census_) return;
  --census_->present_;
  if (!from_) return;
  const std::lock_guard lock(census_->mutex_);
  const auto found = census_->by_address_.find(*from_);
  if (--found->second == 0) census_->by_address_.erase(found);
}

}  // namespace gatehouse::net
