// Names of servers turned into addresses, by a thread of its own: the system's look-up has no limit
// that one could rely on, but whoever asks here waits until a given moment and no longer.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace gatehouse::ldap {

using Until = std::chrono::steady_clock::time_point;  // real time: sockets know no other

class HostNames {
 public:
  HostNames();
  ~HostNames();  // waits for the look-up in progress

  // One to four addresses. An address as text needs no look-up; an answer is good for a minute, and
  // longer while no newer one can be had. Blocks. unavailable: there is none, or not in time.
  [[nodiscard]] Result<std::vector<IpAddress>> look_up(const std::string& host, Until until);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::ldap
