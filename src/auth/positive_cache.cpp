#include "auth/positive_cache.h"

#include "crypto/digest.h"

namespace gatehouse::auth {
namespace {

// Every part carries its length, so that no two lists of parts give the same bytes.
void append_part(std::string& bytes, std::string_view part) {
  bytes += std::to_string(part.size());
  bytes += ':';
  bytes += part;
}

}  // namespace

PositiveCache::Key PositiveCache::key_of(const directory::Account& account,
                                         std::string_view password, std::string_view tag) const {
  std::string bytes;
  bytes.reserve(128 + password.size());
  const WipeAtEnd wiped(bytes);
  append_part(bytes, account.domain->id);
  append_part(bytes, account.name);
  append_part(bytes, account.location);
  append_part(bytes, std::to_string(account.version));
  append_part(bytes, tag);
  append_part(bytes, password);
  return crypto::hmac(crypto::Hash::sha256, key_.reveal(), bytes);
}

bool PositiveCache::knows(const Key& key, Moment now) const {
  const std::lock_guard lock(lock_);
  const auto found = until_.find(key);
  return found != until_.end() && now < found->second;
}

void PositiveCache::remember(const Key& key, Moment now) {
  const std::lock_guard lock(lock_);
  while (!oldest_first_.empty() &&
         (oldest_first_.size() >= most_entries || oldest_first_.front().until <= now))
    drop_oldest();
  const auto until = now + lifetime;
  until_.insert_or_assign(key, until);
  oldest_first_.push_back({key, until});
}

void PositiveCache::drop_oldest() {
  const auto& oldest = oldest_first_.front();
  // A key that was remembered again has a younger entry behind this one.
  if (const auto found = until_.find(oldest.key);
      found != until_.end() && found->second == oldest.until)
    until_.erase(found);
  oldest_first_.pop_front();
}

std::size_t PositiveCache::size() const {
  const std::lock_guard lock(lock_);
  return until_.size();
}

}  // namespace gatehouse::auth
