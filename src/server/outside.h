// The keeper's questions beyond this process, put to gatehouse-pam, to LDAP servers and to the
// External Authentication program.
#pragma once

#include <memory>
#include <mutex>

#include "auth/outside.h"
#include "base/clock.h"
#include "directory/directory.h"
#include "helper/external.h"
#include "helper/launcher.h"
#include "helper/os_passwords.h"
#include "ldap/uri_passwords.h"
#include "net/offload.h"

namespace gatehouse::server {

class LiveOutside final : public auth::Outside {
 public:
  // All outlive this; `ldap` has a thread for each check that may wait at once.
  LiveOutside(const directory::Directory& directory, helper::Launcher& launcher, net::Offload& ldap,
              const Clock& clock);

  // Brings the external program in line with ExternalAUTH as it is now. Cheap when it is.
  void refresh();

  net::Task<Result<bool>> os_password(std::string user, IpAddress client, Secret password) override;
  net::Task<Result<bool>> uri_password(std::string uri, std::string account, std::string domain,
                                       Secret password) override;
  net::Task<Result<bool>> external_password(std::string service, std::string name,
                                            Secret password) override;
  net::Task<Result<bool>> external_response(std::string method, std::string service,
                                            std::string name, Secret response,
                                            std::string challenge) override;
  net::Task<Result<std::optional<Secret>>> external_clear_password(std::string name) override;
  net::Task<Result<helper::NewAnswer>> external_unknown_name(std::string name,
                                                             helper::RouteKind kind) override;
  bool external_gives_passwords() override;
  helper::ExternalState external_state() override;

 private:
  const directory::Directory& directory_;
  helper::OsPasswords os_;
  ldap::UriPasswords uri_;
  helper::External external_;
  std::mutex lock_;
  std::shared_ptr<const directory::ServerDefaults> seen_;
};

}  // namespace gatehouse::server
