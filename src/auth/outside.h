// All that the keeper asks beyond this process: other places that know passwords, and the program
// that knows names we do not. Answers are yes, no, or an Error `unavailable`, and come within the
// asked one's own deadline. Safe for concurrent use from any loop.
#pragma once

#include <optional>
#include <string>

#include "base/address.h"
#include "base/result.h"
#include "base/secret.h"
#include "helper/external.h"
#include "net/task.h"

namespace gatehouse::auth {

class Outside {
 public:
  virtual ~Outside() = default;

  // OS User Name as composed; malformed names are refused by whoever composes them.
  [[nodiscard]] virtual net::Task<Result<bool>> os_password(std::string user, IpAddress client,
                                                            Secret password) = 0;
  // ldap/uri_passwords.h
  [[nodiscard]] virtual net::Task<Result<bool>> uri_password(std::string uri, std::string account,
                                                             std::string domain,
                                                             Secret password) = 0;
  // helper/external.h
  [[nodiscard]] virtual net::Task<Result<bool>> external_password(std::string service,
                                                                  std::string name,
                                                                  Secret password) = 0;
  [[nodiscard]] virtual net::Task<Result<bool>> external_response(std::string method,
                                                                  std::string service,
                                                                  std::string name, Secret response,
                                                                  std::string challenge) = 0;
  [[nodiscard]] virtual net::Task<Result<std::optional<Secret>>> external_clear_password(
      std::string name) = 0;
  // StillUnknown also when no such program is enabled.
  [[nodiscard]] virtual net::Task<Result<helper::NewAnswer>> external_unknown_name(
      std::string name, helper::RouteKind kind) = 0;
  // Whether external_clear_password() may have something to give.
  [[nodiscard]] virtual bool external_gives_passwords() = 0;
  // helper/external.h, for people.
  [[nodiscard]] virtual helper::ExternalState external_state() { return {}; }
};

}  // namespace gatehouse::auth
