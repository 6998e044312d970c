// Where mail for an address goes, and whether a visit may send it there.
#pragma once

#include <string>

#include "auth/destinations.h"
#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "auth/policy.h"
#include "auth/routes.h"
#include "auth/visits.h"
#include "directory/directory.h"

namespace gatehouse::auth {

class MailRoutes {
 public:
  // All outlive this.
  MailRoutes(const KeeperParts& parts, Policies& policies)
      : directory_(parts.directory),
        routes_(parts.directory, parts.disk, parts.outside),
        policies_(policies) {}

  // `sender`: the visit's session; null: not logged in.
  [[nodiscard]] net::Task<Route> find(std::string address, const Opened* sender);

 private:
  // What one address leads to, groups aside.
  [[nodiscard]] Route route_of(const directory::RouteStep& step, bool may_relay);
  [[nodiscard]] net::Task<Route> expanded(directory::GroupView group);
  [[nodiscard]] Route route_of_member(const directory::Group& group, const std::string& member,
                                      const Result<directory::RouteStep>& step);
  [[nodiscard]] bool takes_mail(const directory::Account& account);
  [[nodiscard]] bool may_relay(const Opened* sender);

  directory::Directory& directory_;
  Routes routes_;
  Policies& policies_;
};

}  // namespace gatehouse::auth
