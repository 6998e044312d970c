// Accounts in memory, the least recently used leaving first; names known not to exist beside them,
// apart and few, so that guessing names does not push accounts out. Safe for concurrent use.
#pragma once

#include <array>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directory/directory.h"

namespace gatehouse::directory {

class AccountCache {
 public:
  explicit AccountCache(std::size_t most_accounts);

  struct Found {
    AccountView account;  // null: there was none
    Moment since;
  };
  // A ticket is taken before the store is read; keep() does nothing when the name, or a neighbour,
  // was forgotten since, for then what was read may be old.
  using Ticket = std::uint64_t;
  struct Hit {
    Found found;
    Ticket ticket;
  };
  [[nodiscard]] std::optional<Hit> find(std::string_view domain_id, std::string_view name);
  [[nodiscard]] Ticket ticket(std::string_view domain_id, std::string_view name);
  void keep(Ticket ticket, std::string_view domain_id, std::string_view name, Found found);
  void forget(std::string_view domain_id, std::string_view name);
  void forget_all();

  // The time of one write: nothing is found or kept of the name, so that nobody who read the store
  // meanwhile, and found the change, is given later what was before it. forget() what was written
  // before it ends; what could not be written is found again.
  class Changing {
   public:
    Changing(AccountCache& cache, std::string_view domain_id, std::string_view name);
    Changing(const Changing&) = delete;
    Changing& operator=(const Changing&) = delete;
    ~Changing();

   private:
    AccountCache& cache_;
    const std::string domain_id_;
    const std::string name_;
  };

 private:
  struct Key {
    std::string_view domain_id;
    std::string_view name;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Entry {
    std::string domain_id;
    std::string name;
    Found found;
    [[nodiscard]] Key key() const { return {domain_id, name}; }
  };
  using Entries = std::list<Entry>;  // most recently used first
  struct Shard {
    std::mutex mutex;
    Ticket forgotten = 0;
    std::vector<Key> changing;  // whose writes go on now: a few at most
    Entries accounts;
    Entries unknown;
    std::unordered_map<Key, Entries::iterator, Hash> index;  // keys live in the entries

    [[nodiscard]] Entries& entries_of(const Found& found) {
      return found.account == nullptr ? unknown : accounts;
    }
    void drop(Entries::iterator entry);
    [[nodiscard]] bool is_changing(const Key& key) const;
  };

  [[nodiscard]] Shard& shard_of(const Key& key) { return shards_[Hash{}(key) % shards_.size()]; }

  std::array<Shard, 16> shards_;
  std::size_t most_accounts_;  // in a shard
};

}  // namespace gatehouse::directory
