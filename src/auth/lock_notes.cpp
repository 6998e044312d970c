#include "auth/lock_notes.h"

#include <utility>

#include "audit/journal.h"
#include "auth/audit.h"

namespace gatehouse::auth {

void LockNotes::failed(const Peer& peer, const std::string& counted_as, bool closed) {
  if (!closed) return;
  {
    const std::lock_guard lock(lock_);
    if (closed_.size() >= most) closed_.erase(closed_.begin());
    closed_.insert_or_assign(counted_as, Since{clock_.now(), peer.remote.address});
  }
  note(peer, counted_as, "locked: too many failed logins, nothing is compared for now");
}

void LockNotes::logged_in(const Peer& peer, const std::string& counted_as) {
  {
    const std::lock_guard lock(lock_);
    if (closed_.erase(counted_as) == 0) return;
  }
  note(peer, counted_as, "open again: somebody logged in");
}

std::vector<LockNotes::Closed> LockNotes::closed() const {
  const std::lock_guard lock(lock_);
  std::vector<Closed> all;
  for (const auto& [counted_as, closed] : closed_)
    all.push_back({counted_as, closed.since, closed.from});
  return all;
}

void LockNotes::note(const Peer& peer, const std::string& counted_as, std::string what) const {
  if (trail_ == nullptr) return;
  auto record = origin_of(peer);
  record.kind = audit::Kind::notice;
  record.target = counted_as;
  record.detail = std::move(what);
  static_cast<void>(trail_->note(std::move(record)));
}

}  // namespace gatehouse::auth
