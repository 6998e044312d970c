#include "auth/secret_cache.h"

namespace gatehouse::auth {
namespace {

password::StoredSecret copy_of(const password::StoredSecret& secret) {
  return {secret.bytes.clone(), secret.salt, secret.iterations};
}

std::string form_mark(password::SecretForm form) {
  return std::to_string(static_cast<int>(form)) + '/';
}

}  // namespace

SecretCache::Key SecretCache::key_of(const directory::Account& account, password::SecretForm form,
                                     std::string_view tag) {
  return form_mark(form) + account.domain->id + '/' + account.name + '/' + account.location + '/' +
         std::to_string(account.version) + '/' + std::string(tag);
}

SecretCache::Key SecretCache::key_of(const std::string& unknown_name, password::SecretForm form) {
  return form_mark(form) + '?' + unknown_name;
}

std::optional<password::StoredSecret> SecretCache::find(const Key& key, Moment now) const {
  const std::lock_guard lock(lock_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end() || found->second->until <= now) return std::nullopt;
  return copy_of(found->second->secret);
}

void SecretCache::remember(const Key& key, const password::StoredSecret& secret, Moment now) {
  const std::lock_guard lock(lock_);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    oldest_first_.erase(known->second);
    by_key_.erase(known);
  }
  while (!oldest_first_.empty() &&
         (oldest_first_.size() >= most_entries || oldest_first_.front().until <= now)) {
    by_key_.erase(oldest_first_.front().key);
    oldest_first_.pop_front();
  }
  oldest_first_.push_back({key, copy_of(secret), now + lifetime});
  by_key_.emplace(key, std::prev(oldest_first_.end()));
}

std::size_t SecretCache::size() const {
  const std::lock_guard lock(lock_);
  return by_key_.size();
}

}  // namespace gatehouse::auth
