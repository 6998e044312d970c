// Where mail for an address goes, and whether a visit may send it there.
#pragma once

#include <string>

#include "auth/destinations.h"
#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "auth/policy.h"
#include "auth/routes.h"
#include "auth/visits.h"
#include "control/objects.h"
#include "directory/directory.h"

namespace gatehouse::auth {

class MailRoutes {
 public:
  // All outlive this.
  MailRoutes(const KeeperParts& parts, Policies& policies, control::Objects& kept)
      : directory_(parts.directory),
        disk_(parts.disk),
        kept_(kept),
        routes_(parts.directory, parts.disk, parts.outside),
        policies_(policies) {}

  // `sender`: the visit's session; null: not logged in. Mail to a mailbox that is not INBOX goes
  // there when the sender has the right `p` on it.
  [[nodiscard]] net::Task<Route> find(std::string address, const Opened* sender);

 private:
  // What one address leads to, groups aside.
  [[nodiscard]] Route route_of(const directory::RouteStep& step, bool may_relay);
  [[nodiscard]] net::Task<Route> expanded(directory::GroupView group, control::Viewer sender);
  // The route when the sender may post there, or else a refusal.
  [[nodiscard]] net::Task<Route> permitted(Route route, const directory::RouteStep& step,
                                           control::Viewer sender);
  [[nodiscard]] net::Task<Route> route_of_member(const directory::Group& group,
                                                 const std::string& member,
                                                 const Result<directory::RouteStep>& step,
                                                 const control::Viewer& sender);
  [[nodiscard]] bool takes_mail(const directory::Account& account);
  [[nodiscard]] bool may_relay(const Opened* sender);

  directory::Directory& directory_;
  net::Offload& disk_;
  control::Objects& kept_;
  Routes routes_;
  Policies& policies_;
};

}  // namespace gatehouse::auth
