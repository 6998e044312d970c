// Passwords whose slow check succeeded a moment ago. Holds no password: the key is an HMAC under a
// key made at start, over everything the result depended on: the account's own place, the version
// of its view, the tag and the password. So any change of the account makes older entries
// unreachable. Bounded, oldest out; safe for concurrent use.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/entropy.h"
#include "directory/directory.h"

namespace gatehouse::auth {

class PositiveCache {
 public:
  static constexpr std::size_t most_entries = 100000;
  static constexpr Duration lifetime = std::chrono::minutes{5};

  explicit PositiveCache(crypto::Entropy& entropy) : key_(entropy.bytes(32)) {}

  using Key = std::string;
  [[nodiscard]] Key key_of(const directory::Account& account, std::string_view password,
                           std::string_view tag = {}) const;

  [[nodiscard]] bool knows(const Key& key, Moment now) const;
  void remember(const Key& key, Moment now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    Key key;
    Moment until;
  };
  void drop_oldest();

  const Secret key_;
  mutable std::mutex lock_;
  std::unordered_map<Key, Moment> until_;
  std::deque<Entry> oldest_first_;
};

}  // namespace gatehouse::auth
