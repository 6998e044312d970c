// Runs the administrator's commands of a logged-in visit, off the event loop.
#pragma once

#include <string>

#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "auth/visits.h"
#include "control/console.h"

namespace gatehouse::auth {

class Commands {
 public:
  // `passwords` outlives this.
  Commands(const KeeperParts& parts, const credentials::OwnPasswords& passwords);

  // The account is looked up again for each command: what was taken away meanwhile is gone.
  [[nodiscard]] net::Task<CommandReply> run(Opened session, Secret line);

 private:
  [[nodiscard]] CommandReply run_now(const Opened& session, std::string_view line);
  [[nodiscard]] Result<control::Caller> caller_of(const Opened& session);

  directory::Directory& directory_;
  net::Offload& disk_;
  control::Site site_;
};

}  // namespace gatehouse::auth
