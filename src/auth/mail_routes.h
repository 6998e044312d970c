// Where mail for an address goes, and whether a visit may send it there.
#pragma once

#include <string>

#include "auth/keeper.h"
#include "auth/policy.h"
#include "auth/visits.h"
#include "directory/directory.h"
#include "directory/router.h"
#include "net/offload.h"

namespace gatehouse::auth {

class MailRoutes {
 public:
  // All outlive this.
  MailRoutes(directory::Directory& directory, net::Offload& disk, Policies& policies)
      : directory_(directory), disk_(disk), policies_(policies) {}

  // `sender`: the visit's session; null: not logged in.
  [[nodiscard]] net::Task<Route> find(std::string address, const Opened* sender);

 private:
  [[nodiscard]] Route to_mailbox(const directory::Account& account);
  [[nodiscard]] Route to_other_host(const Opened* sender);
  [[nodiscard]] bool may_relay(const Opened* sender);

  directory::Directory& directory_;
  net::Offload& disk_;
  Policies& policies_;
};

}  // namespace gatehouse::auth
