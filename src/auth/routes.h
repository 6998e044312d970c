// Drives the Router to its end: look-ups on the disk pool, questions to the external program.
#pragma once

#include <string>

#include "auth/outside.h"
#include "directory/directory.h"
#include "directory/routing.h"
#include "net/offload.h"
#include "net/task.h"

namespace gatehouse::auth {

class Routes {
 public:
  // All outlive this; `outside` null: there is nobody to ask, names stay unknown.
  Routes(directory::Directory& directory, net::Offload& disk, Outside* outside)
      : directory_(directory), disk_(disk), outside_(outside) {}

  // Never an AskExternal. Errors as Routing::next(); unavailable also when the external program
  // could not answer: a temporary error, never "unknown".
  [[nodiscard]] net::Task<Result<directory::RouteStep>> find(
      std::string address, directory::RouteKind kind, directory::DomainView when_unqualified);
  // The external program's answer to one question.
  [[nodiscard]] net::Task<Result<directory::Routing::External>> ask(
      directory::AskExternal question);

 private:
  [[nodiscard]] net::Task<Result<directory::RouteStep>> next(directory::Routing& routing);

  directory::Directory& directory_;
  net::Offload& disk_;
  Outside* outside_;
};

}  // namespace gatehouse::auth
