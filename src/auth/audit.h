// One line for every login attempt, whatever became of it. Never a secret; whatever a peer chose is
// escaped and quoted, so that a name cannot forge a field or a line.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "auth/keeper.h"

namespace gatehouse::auth {

struct Attempt {
  std::string mechanism;  // as the peer wrote it
  std::string typed;      // the name as the peer wrote it; empty: none was seen
  std::string account;    // canonical; empty: none
  std::string_view outcome;
  std::string reason;    // empty: none
  std::string source{};  // which password source accepted; empty: it was not about one
  bool success = false;
  bool wanted = false;  // LogLogin: the success is written at the major level
};

// login="refused" service=IMAP from=[10.0.0.1]:4422 tls=no mechanism="PLAIN" name="joe" ...
[[nodiscard]] std::string audit_line(const Peer& peer, const Attempt& attempt);

class Audit {
 public:
  // `sink` empty: the log, under the service's tag.
  explicit Audit(std::function<void(const std::string&)> sink) : sink_(std::move(sink)) {}
  void write(const Peer& peer, const Attempt& attempt) const;

 private:
  std::function<void(const std::string&)> sink_;
};

}  // namespace gatehouse::auth
