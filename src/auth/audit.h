// One line in the log and one record in the audit trail for every login attempt, whatever became of
// it, but for a web session that goes on with its next request; and a record for the end of every
// session. Never a secret; whatever a peer chose is escaped and quoted, so that a name cannot forge
// a field or a line.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "audit/record.h"
#include "auth/keeper.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::auth {

struct Attempt {
  std::string mechanism;  // as the peer wrote it
  std::string typed;      // the name as the peer wrote it; empty: none was seen
  std::string account;    // canonical; empty: none
  std::string_view outcome;
  std::string reason;    // empty: none
  std::string source{};  // which password source accepted; empty: it was not about one
  std::string acting{};  // whose credentials opened the account; empty: its own
  std::string rules{};   // what was asked, in order, separated by "; "
  bool success = false;
  bool wanted = false;  // LogLogin: the success is written at the major level
};

// login="refused" service=IMAP from=[10.0.0.1]:4422 tls=no mechanism="PLAIN" name="joe" ...
[[nodiscard]] std::string audit_line(const Peer& peer, const Attempt& attempt);

// Where somebody came from, for what he does: service, from, tls.
[[nodiscard]] audit::Record origin_of(const Peer& peer);
// Of a command of this session, whose login is that record.
[[nodiscard]] audit::Record origin_of(const Peer& peer, const Session& session, audit::Id login);

class Audit {
 public:
  // `sink` empty: the log, under the service's tag. `trail`: outlives this; null: there is none.
  explicit Audit(std::function<void(const std::string&)> sink, audit::Journal* trail = nullptr)
      : sink_(std::move(sink)), trail_(trail) {}
  // The number of the record, which the line carries too; 0: there is no trail.
  audit::Id write(const Peer& peer, Attempt attempt) const;
  // `login`: its record; 0: nothing is recorded.
  void ended(const Peer& peer, const Session& session, audit::Id login) const;

 private:
  std::function<void(const std::string&)> sink_;
  audit::Journal* trail_;
};

}  // namespace gatehouse::auth
