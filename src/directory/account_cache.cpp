#include "directory/account_cache.h"

#include <algorithm>
#include <functional>

namespace gatehouse::directory {
namespace {

constexpr std::size_t most_unknown = 256;  // in a shard

bool same(const AccountView& one, const AccountView& other) {
  if (!one || !other) return !one && !other;
  return one->settings == other->settings;
}

}  // namespace

AccountCache::AccountCache(std::size_t most_accounts)
    : most_accounts_(std::max<std::size_t>(1, most_accounts / shards_.size())) {}

std::size_t AccountCache::Hash::operator()(const Key& key) const {
  const std::hash<std::string_view> hash;
  return hash(key.name) * 31 + hash(key.domain_id);
}

std::optional<AccountCache::Hit> AccountCache::find(std::string_view domain_id,
                                                    std::string_view name) {
  const Key key{domain_id, name};
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.index.find(key);
  if (found == shard.index.end() || shard.is_changing(key)) return std::nullopt;
  auto& entries = shard.entries_of(found->second->found);
  entries.splice(entries.begin(), entries, found->second);
  return Hit{found->second->found, shard.forgotten};
}

AccountCache::Ticket AccountCache::ticket(std::string_view domain_id, std::string_view name) {
  auto& shard = shard_of({domain_id, name});
  const std::lock_guard lock(shard.mutex);
  return shard.forgotten;
}

void AccountCache::keep(Ticket ticket, std::string_view domain_id, std::string_view name,
                        Found found) {
  const Key key{domain_id, name};
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.forgotten != ticket || shard.is_changing(key)) return;
  if (const auto other = shard.index.find(key); other != shard.index.end()) {
    const bool agrees = same(other->second->found.account, found.account);
    shard.drop(other->second);
    // Two looked at once, and one may have looked before a change that is not announced yet: which
    // one cannot be told here, so the next look-up reads again, and who looked before is not kept.
    if (!agrees) {
      ++shard.forgotten;
      return;
    }
  }
  auto& entries = shard.entries_of(found);
  const auto most = &entries == &shard.unknown ? most_unknown : most_accounts_;
  entries.push_front({std::string(domain_id), std::string(name), std::move(found)});
  shard.index.emplace(entries.front().key(), entries.begin());
  if (entries.size() > most) shard.drop(std::prev(entries.end()));
}

void AccountCache::forget(std::string_view domain_id, std::string_view name) {
  const Key key{domain_id, name};
  auto& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  ++shard.forgotten;
  if (const auto old = shard.index.find(key); old != shard.index.end()) shard.drop(old->second);
}

AccountCache::Changing::Changing(AccountCache& cache, std::string_view domain_id,
                                 std::string_view name)
    : cache_(cache), domain_id_(domain_id), name_(name) {
  const Key key{domain_id_, name_};
  auto& shard = cache_.shard_of(key);
  const std::lock_guard lock(shard.mutex);
  shard.changing.push_back(key);
}

AccountCache::Changing::~Changing() {
  const Key key{domain_id_, name_};
  auto& shard = cache_.shard_of(key);
  const std::lock_guard lock(shard.mutex);
  shard.changing.erase(std::ranges::find(shard.changing, key));
}

bool AccountCache::Shard::is_changing(const Key& key) const {
  return std::ranges::find(changing, key) != changing.end();
}

void AccountCache::forget_all() {
  for (auto& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    ++shard.forgotten;
    shard.index.clear();
    shard.accounts.clear();
    shard.unknown.clear();
  }
}

void AccountCache::Shard::drop(Entries::iterator entry) {
  index.erase(entry->key());
  auto& entries = entries_of(entry->found);
  entries.erase(entry);
}

}  // namespace gatehouse::directory
