#include "auth/protection/known_sources.h"

#include <algorithm>

namespace gatehouse::auth {
namespace {

constexpr auto worth_keeping = std::chrono::hours{6};

}  // namespace

bool KnownSources::remember(const IpAddress& address, Moment now) {
  const auto subscriber = Network::subscriber(address);
  const auto known = std::ranges::find(sources_, subscriber, &Source::subscriber);
  if (known == sources_.end()) {
    put_back(subscriber, now);
    return true;
  }
  if (now - known->last < worth_keeping) return false;
  known->last = now;
  return true;
}

void KnownSources::put_back(const Network& subscriber, Moment last) {
  const auto known = std::ranges::find(sources_, subscriber, &Source::subscriber);
  if (known != sources_.end()) {
    known->last = last;
    return;
  }
  if (sources_.size() < most) {
    sources_.push_back({subscriber, last});
    return;
  }
  const auto oldest = std::ranges::min_element(sources_, {}, &Source::last);
  if (oldest->last <= last) *oldest = {subscriber, last};
}

Standing KnownSources::standing(const IpAddress& address, Moment now) const {
  const auto subscriber = Network::subscriber(address);
  const auto site = Network::site(address);
  auto best = Standing::stranger;
  for (const auto& source : sources_) {
    if (now - source.last >= remembered_for) continue;
    if (source.subscriber == subscriber) return Standing::known_address;
    if (site.contains(source.subscriber.first)) best = Standing::known_site;
  }
  return best;
}

}  // namespace gatehouse::auth
