// From where an account's owner has logged in lately. A plain value; no lock.
#pragma once

#include <cstddef>
#include <vector>

#include "auth/protection/network.h"
#include "base/clock.h"

namespace gatehouse::auth {

// How well an account knows where an attempt comes from.
enum class Standing {
  known_address,  // its owner logged in from there
  known_site,     // ... from a neighbour of it
  stranger
};

class KnownSources {
 public:
  static constexpr std::size_t most = 32;  // the one used longest ago goes first
  static constexpr Duration remembered_for = std::chrono::days{30};

  // True: worth keeping (it was new, or last seen some hours ago).
  bool remember(const IpAddress& address, Moment now);
  [[nodiscard]] Standing standing(const IpAddress& address, Moment now) const;

  struct Source {
    Network subscriber;
    Moment last;
  };
  [[nodiscard]] const std::vector<Source>& all() const { return sources_; }
  void put_back(const Network& subscriber, Moment last);

 private:
  std::vector<Source> sources_;
};

}  // namespace gatehouse::auth
