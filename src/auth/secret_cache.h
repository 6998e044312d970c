// SCRAM verifiers that had to be derived from a recoverable password, which costs milliseconds:
// kept for a few minutes, so that only the first login pays. Bounded, oldest out; safe for
// concurrent use.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "directory/directory.h"
#include "password/scheme.h"

namespace gatehouse::auth {

class SecretCache {
 public:
  static constexpr std::size_t most_entries = 10000;
  static constexpr Duration lifetime = std::chrono::minutes{5};

  using Key = std::string;
  // Of one version of an account.
  [[nodiscard]] static Key key_of(const directory::Account& account, password::SecretForm form,
                                  std::string_view tag = {});
  // Of a name that nobody has.
  [[nodiscard]] static Key key_of(const std::string& unknown_name, password::SecretForm form);

  [[nodiscard]] std::optional<password::StoredSecret> find(const Key& key, Moment now) const;
  void remember(const Key& key, const password::StoredSecret& secret, Moment now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    Key key;
    password::StoredSecret secret;
    Moment until;
  };

  mutable std::mutex lock_;
  std::list<Entry> oldest_first_;
  std::unordered_map<Key, std::list<Entry>::iterator> by_key_;
};

}  // namespace gatehouse::auth
