// Places outside that know passwords, for tests: what they are told to know, and what they were
// asked. Safe for concurrent use.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "auth/outside.h"

namespace gatehouse::support {

class ScriptedOutside final : public auth::Outside {
 public:
  // `place`: "os", "uri" or "external". `name`: the OS user, account@domain, account@domain.
  void knows(std::string_view place, std::string_view name, std::string_view password);
  void is_down(std::string_view place, bool down = true);
  void gives_passwords(bool gives = true);
  // What the external program says about a name: "OK", "ROUTED [NORELAY] address", "FAILURE", else
  // unknown.
  void answers_new(std::string_view name, std::string_view answer);
  // One line for each question so far: "os joe from 10.0.0.5", never a password.
  [[nodiscard]] std::vector<std::string> asked() const;

  net::Task<Result<bool>> os_password(std::string user, IpAddress client, Secret password) override;
  net::Task<Result<bool>> uri_password(std::string uri, std::string account, std::string domain,
                                       Secret password) override;
  net::Task<Result<bool>> external_password(std::string service, std::string name,
                                            Secret password) override;
  // Knows how CRAM-MD5 and APOP responses are made from the passwords it knows.
  net::Task<Result<bool>> external_response(std::string method, std::string service,
                                            std::string name, Secret response,
                                            std::string challenge) override;
  net::Task<Result<std::optional<Secret>>> external_clear_password(std::string name) override;
  net::Task<Result<helper::NewAnswer>> external_unknown_name(std::string name,
                                                             helper::RouteKind kind) override;
  bool external_gives_passwords() override;

 private:
  // nullopt: the place is down; an empty string: it does not know the name.
  [[nodiscard]] std::optional<std::string> look_up(std::string_view place, std::string_view name,
                                                   std::string line);

  mutable std::mutex lock_;
  std::map<std::string, std::string> passwords_;  // "place name"
  std::map<std::string, std::string> new_answers_;
  std::set<std::string, std::less<>> down_;
  std::vector<std::string> asked_;
  bool gives_passwords_ = false;
};

}  // namespace gatehouse::support
