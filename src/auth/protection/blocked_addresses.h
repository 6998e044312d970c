// Temporarily Blocked Addresses: addresses and networks from which nothing is accepted for a while,
// or until an administrator says otherwise; and the counter of failed logins that others (a web
// server, a proxy) report about an address.
//
// Times are monotonic. Both tables are bounded: over the limit the block that would end first, or
// the counter touched longest ago, goes. Safe for concurrent use; never waits.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "auth/protection/network.h"
#include "base/clock.h"

namespace gatehouse::auth {

class BlockedAddresses {
 public:
  static constexpr std::size_t most_blocks = 10000;
  static constexpr std::size_t most_counters = 65536;

  // How many reported failures within `period` block an address, and for how long.
  struct Rule {
    unsigned failures = 20;  // 0: reports are counted and never block
    Duration period = std::chrono::minutes{10};
    Duration blocked_for = std::chrono::minutes{10};
  };

  struct Block {
    Network network;
    std::optional<std::chrono::seconds> left;  // rounded up; empty: for ever
  };

  // `lasting` empty: for ever. A block of the same network is replaced; zero or less removes it.
  void block(const Network& network, std::optional<Duration> lasting, Moment now);
  // False: the network was not blocked (a network that contains it may be).
  bool unblock(const Network& network);
  [[nodiscard]] bool is_blocked(const IpAddress& address, Moment now) const;
  // Those that still hold, in the order of their addresses.
  [[nodiscard]] std::vector<Block> list(Moment now) const;

  // One failed login more of this address (of its /64, for IPv6). True: it is blocked by this one.
  // Addresses of this machine are counted and never blocked.
  bool count_failure(const IpAddress& address, const Rule& rule, Moment now);
  // Within the rule's period.
  [[nodiscard]] unsigned failures(const IpAddress& address, const Rule& rule, Moment now) const;

 private:
  using Until = std::optional<Moment>;  // empty: for ever
  struct Counter {
    Network of;
    Moment since{};
    unsigned failures = 0;
  };

  void block_locked(const Network& network, Until until);
  void make_room(Moment now);

  mutable std::mutex lock_;
  std::map<Network, Until> blocks_;
  std::map<unsigned, std::size_t> sizes_;  // how many blocks have this many bits
  std::list<Counter> newest_first_;
  std::map<Network, std::list<Counter>::iterator> counters_;
};

}  // namespace gatehouse::auth
