#include "gates/sip/pace.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace gatehouse::gates::sip {
namespace {

// Whoever has one IPv6 address has 2^64 of them.
IpAddress counted_as(IpAddress address) {
  if (!address.is_v4()) std::ranges::fill(address.bytes.begin() + 8, address.bytes.end(), 0);
  return address;
}

}  // namespace

std::size_t Pace::Hash::operator()(const IpAddress& address) const {
  std::string_view bytes(reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size());
  return std::hash<std::string_view>{}(bytes);
}

bool Pace::allows(const IpAddress& from, Moment now) {
  if (from.is_loopback()) return true;
  const std::lock_guard guard(lock_);
  const auto refilled = [now](const Credit& credit) {
    const std::chrono::duration<double> since = now - credit.at;
    return std::min(at_once, credit.left + since.count() * per_second);
  };
  if (credits_.size() >= most_addresses)
    std::erase_if(credits_, [&](const auto& one) { return refilled(one.second) >= at_once; });
  const auto whose = counted_as(from);
  const auto at = credits_.find(whose);
  if (at == credits_.end() && credits_.size() >= most_addresses) return false;
  auto& credit = at == credits_.end() ? credits_.emplace(whose, Credit{at_once, now}).first->second
                                      : at->second;
  credit = {refilled(credit), now};
  if (credit.left < 1) return false;
  credit.left -= 1;
  return true;
}

}  // namespace gatehouse::gates::sip
