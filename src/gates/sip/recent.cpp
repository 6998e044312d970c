#include "gates/sip/recent.h"

#include <utility>

namespace gatehouse::gates::sip {

std::optional<Recent::Outcome> Recent::begin(const std::string& request, Moment now) {
  const std::lock_guard guard(lock_);
  forget(now);
  const auto [at, is_new] = outcomes_.try_emplace(request);
  if (!is_new) return at->second;
  in_order_.push_back({now, request});
  return std::nullopt;
}

void Recent::end(const std::string& request, Outcome outcome) {
  const std::lock_guard guard(lock_);
  const auto at = outcomes_.find(request);
  if (at == outcomes_.end()) return;
  bytes_ += outcome.bytes.size();
  bytes_ -= at->second.bytes.size();
  at->second = std::move(outcome);
}

void Recent::forget(Moment now) {
  while (!in_order_.empty()) {
    const auto& first = in_order_.front();
    const bool fits = in_order_.size() < most_requests && bytes_ <= most_bytes;
    if (fits && now - first.at < lifetime) return;
    const auto at = outcomes_.find(first.request);
    if (at != outcomes_.end()) {
      bytes_ -= at->second.bytes.size();
      outcomes_.erase(at);
    }
    in_order_.pop_front();
  }
}

}  // namespace gatehouse::gates::sip
