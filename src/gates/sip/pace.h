// How often somebody who has proven nothing is answered over UDP, where the address he comes from
// may not be his: each address so many times in a second. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::gates::sip {

class Pace {
 public:
  static constexpr double per_second = 20;
  static constexpr double at_once = 100;
  static constexpr std::size_t most_addresses = 50000;

  // This machine's own addresses cannot be made up by others: they are not counted.
  [[nodiscard]] bool allows(const IpAddress& from, Moment now);

 private:
  struct Hash {
    std::size_t operator()(const IpAddress& address) const;
  };
  struct Credit {
    double left;
    Moment at;
  };
  std::mutex lock_;
  std::unordered_map<IpAddress, Credit, Hash> credits_;
};

// An answer to a stranger's datagram is at most so many times as large.
inline constexpr std::size_t most_growth = 3;

}  // namespace gatehouse::gates::sip
