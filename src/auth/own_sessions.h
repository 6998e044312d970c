// The sessions that a visit opens for its own account, and ends.
//
// Whoever has the ID of a session acts as the account from its own password's footing, so only a
// login that was at least as good opens one: neither a device's (tagged) password, nor somebody
// else's credentials, nor the ID of another session, whose limits it would outlive.
#pragma once

#include "auth/keeper.h"
#include "auth/session_desk.h"
#include "auth/visits.h"
#include "net/offload.h"

namespace gatehouse::auth {

class OwnSessions {
 public:
  static constexpr std::size_t most_of_a_visit = 100;

  // All outlive this.
  OwnSessions(directory::Directory& directory, net::Offload& disk, SessionDesk& desk)
      : directory_(directory), disk_(disk), desk_(desk) {}

  // For the address of the visit; as many, and for those services, as CREATEWEBUSERSESSION allows.
  // `visit` outlives the task.
  [[nodiscard]] net::Task<Allowed<Secret>> open(Visit& visit, SessionKind kind);
  // not_found: it is not the one that opened the visit, nor did the visit open it.
  [[nodiscard]] Allowed<void> close(Visit& visit, const Secret& id);

 private:
  // May block. `account`: as it was at the login.
  [[nodiscard]] Result<std::string> create(const directory::AccountView& account,
                                           const control::NewSession& wish);

  directory::Directory& directory_;
  net::Offload& disk_;
  SessionDesk& desk_;
};

}  // namespace gatehouse::auth
