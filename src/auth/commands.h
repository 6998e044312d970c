// Runs the administrator's commands of a logged-in visit, off the event loop.
#pragma once

#include <semaphore>
#include <string>

#include "auth/authenticator.h"
#include "auth/keeper.h"
#include "auth/local_keeper.h"
#include "auth/lock_notes.h"
#include "auth/logins.h"
#include "auth/routes.h"
#include "auth/session_desk.h"
#include "auth/visits.h"
#include "control/console.h"

namespace gatehouse::auth {

class Commands {
 public:
  // The external program may give commands before it answers one's question, so of the threads that
  // run commands no more than these wait for it.
  static constexpr std::ptrdiff_t most_questions_at_once = 2;

  // All outlive this.
  Commands(const KeeperParts& parts, Authenticator& authenticator, Logins& logins,
           SessionDesk& desk, const LockNotes& lock_notes, control::Objects& kept);

  // The account is looked up again for each command: what was taken away meanwhile is gone.
  [[nodiscard]] net::Task<CommandReply> run(Opened session, Logins::Key login, Secret line);

 private:
  // Blocks; for the threads that run commands.
  [[nodiscard]] Result<directory::RouteStep> route(directory::Routing routing);
  [[nodiscard]] CommandReply run_now(const Opened& session, Logins::Key login,
                                     std::string_view line);
  [[nodiscard]] Result<control::Caller> caller_of(const Opened& session, Logins::Key login);

  directory::Directory& directory_;
  Logins& logins_;
  net::Offload& pool_;
  Routes routes_;
  std::counting_semaphore<> questions_at_once_{most_questions_at_once};
  control::Site site_;
};

}  // namespace gatehouse::auth
