// Tells the audit trail when guesses have closed an account (or a tag of it) to some, and when it
// was open to them again. A lock that only time ends is told to be over at the next login there.
// Bounded: the lock that is forgotten first has no second record. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>

#include "auth/keeper.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::auth {

class LockNotes {
 public:
  static constexpr std::size_t most = 4096;

  // `trail`: outlives this; null: nobody is told.
  explicit LockNotes(audit::Journal* trail) : trail_(trail) {}

  // A wrong secret was counted for `counted_as`. `closed`: no more are compared for now.
  void failed(const Peer& peer, const std::string& counted_as, bool closed);
  void logged_in(const Peer& peer, const std::string& counted_as);

 private:
  void note(const Peer& peer, const std::string& counted_as, std::string what) const;

  audit::Journal* trail_;
  std::mutex lock_;
  std::set<std::string> closed_;
};

}  // namespace gatehouse::auth
