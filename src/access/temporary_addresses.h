// Addresses that count as something for a time only: blocked ones, those that reported failures may
// get blocked, and clients that logged in lately. In memory, bounded, safe for concurrent use;
// blocks and failures can be kept elsewhere. Of IPv6 a whole /64 counts as one address.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "settings/schema.h"

namespace gatehouse::access {

class TemporaryAddresses {
 public:
  static constexpr std::size_t most = 65536;  // of each kind; the one that ends first makes room

  // nullopt: for good, that is until the server ends.
  void block(const IpAddress& address, std::optional<Duration> period, Moment now);
  void unblock(const IpAddress& address);
  [[nodiscard]] bool blocked(const IpAddress& address, Moment now) const;

  // So many failures within the period block the address for that period. nullopt: no limit.
  void report_failure(const IpAddress& address, std::optional<settings::Flow> limit, Moment now);

  void note_client(const IpAddress& address, Duration period, Moment now);
  [[nodiscard]] bool client(const IpAddress& address, Moment now) const;

  struct Left {
    IpAddress address;
    std::optional<Duration> left;  // nullopt: for good
  };
  [[nodiscard]] std::vector<Left> all_blocked(Moment now) const;  // sorted by address
  [[nodiscard]] std::vector<IpAddress> all_clients(Moment now) const;

  // --- what lives on after a crash: blocks and failures

  struct Kept {
    IpAddress address;
    std::optional<Duration> left{Duration{0}};  // of the block, zero: none; nullopt: for good
    unsigned failures = 0;
    Duration since{0};  // the first of them, before the moment of writing
  };
  // From now on changes are noted, for changes().
  void keep_changes();
  // Each address that changed since the last call, as it is now.
  [[nodiscard]] std::vector<Kept> changes(Moment now);
  [[nodiscard]] std::vector<Kept> all_kept(Moment now) const;
  void put_back(const Kept& kept, Moment written);

 private:
  using Ends = std::map<IpAddress, Moment>;
  struct Failures {
    unsigned count = 0;
    Moment since;
  };
  [[nodiscard]] Kept kept(const IpAddress& address, Moment now) const;
  void changed(const IpAddress& address);
  static void put(Ends& ends, const IpAddress& address, Moment until, Moment now);

  mutable std::mutex lock_;
  Ends blocked_;
  Ends clients_;
  std::map<IpAddress, Failures> failures_;
  bool keeps_changes_ = false;
  std::set<IpAddress> changed_;
};

}  // namespace gatehouse::access
