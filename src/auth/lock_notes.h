// Tells the audit trail when guesses have closed an account (or a tag of it) to some, and when it
// was open to them again. A lock that only time ends is told to be over at the next login there.
// Bounded: the lock that is forgotten first has no second record. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "auth/keeper.h"
#include "base/clock.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::auth {

class LockNotes {
 public:
  static constexpr std::size_t most = 4096;

  // Both outlive this. `trail`: null: nobody is told.
  LockNotes(const Clock& clock, audit::Journal* trail) : clock_(clock), trail_(trail) {}

  // A wrong secret was counted for `counted_as`. `closed`: no more are compared for now.
  void failed(const Peer& peer, const std::string& counted_as, bool closed);
  // Those whose lock was not seen to be over: time may have ended it since.
  struct Closed {
    std::string counted_as;
    Time since{};
    IpAddress from{};
  };
  [[nodiscard]] std::vector<Closed> closed() const;
  void logged_in(const Peer& peer, const std::string& counted_as);

 private:
  void note(const Peer& peer, const std::string& counted_as, std::string what) const;

  struct Since {
    Time since;
    IpAddress from;
  };

  const Clock& clock_;
  audit::Journal* trail_;
  mutable std::mutex lock_;
  std::map<std::string, Since> closed_;
};

}  // namespace gatehouse::auth
