#include "pki/ticket_keys.h"

#include <algorithm>

#include "crypto/digest.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t secret_size = 32;

Secret derived(const Secret& from, std::string_view purpose, std::string_view place) {
  auto bytes = crypto::hmac(crypto::Hash::sha256, from.reveal(),
                            std::string(purpose) + ":" + std::string(place));
  const WipeAtEnd wiped(bytes);
  return Secret(bytes);
}

TicketKey key_of(const Secret& secret, std::string_view place) {
  const auto name = derived(secret, "name", place);
  return {std::string(name.reveal().substr(0, TicketKey::name_size)),
          derived(secret, "encryption", place), derived(secret, "mac", place)};
}

}  // namespace

std::vector<TicketKey> TicketKeys::at(Moment now, Duration session_life, std::string_view place) {
  const std::lock_guard lock(mutex_);
  move_on(now, std::max(session_life, shortest_period));
  std::vector<TicketKey> keys;
  keys.push_back(key_of(current_, place));
  if (!previous_.empty()) keys.push_back(key_of(previous_, place));
  return keys;
}

void TicketKeys::move_on(Moment now, Duration period) {
  if (!current_.empty() && now - since_ < period) return;
  const bool just_ended = !current_.empty() && now - since_ < 2 * period;
  previous_ = just_ended ? std::move(current_) : Secret();
  auto fresh = entropy_.bytes(secret_size);
  const WipeAtEnd wiped(fresh);
  current_ = Secret(fresh);
  since_ = now;
}

}  // namespace gatehouse::pki
