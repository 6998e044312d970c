// Sessions known by an ID and the connections of all gates, for the administrators' commands and
// for logins with an ID.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "auth/logins.h"
#include "auth/policy.h"
#include "auth/sessions.h"
#include "base/clock.h"
#include "control/session_desk.h"
#include "directory/directory.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::auth {

class SessionDesk final : public control::SessionDesk {
 public:
  // All outlive this. `trail` is told of each session that is made or ends; null: nobody is.
  SessionDesk(directory::Directory& directory, const Clock& clock, Policies& policies,
              Sessions& sessions, Logins& logins, audit::Journal* trail)
      : directory_(directory),
        clock_(clock),
        policies_(policies),
        sessions_(sessions),
        logins_(logins),
        trail_(trail) {}

  Result<std::string> create(const directory::AccountView& account,
                             const control::NewSession& wish) override {
    return create_for(account, account, wish);
  }
  // For an account that is `now` like this, opened by what was good at a login: if its password
  // was changed since then, the session ends as that login does.
  Result<std::string> create_for(const directory::AccountView& now,
                                 const directory::AccountView& at_login,
                                 const control::NewSession& wish);
  std::vector<control::OpenSession> of(const directory::Account& account) override;
  std::optional<control::OpenSession> find(std::string_view id) override;
  void touch(std::string_view id) override { sessions_.touch(id); }
  void unbind(std::string_view id) override { sessions_.unbind(id); }
  void end(std::string_view id) override;
  void close(std::string_view id);  // the same, but for the login that made it
  bool bless(std::string_view id) override { return sessions_.bless(Sessions::hash_of(id)); }
  bool wrong_code(std::string_view id) override;
  // By the hash of its ID. The caller ends the session that may not go on.
  [[nodiscard]] bool bless_hash(const std::string& hash) { return sessions_.bless(hash); }
  [[nodiscard]] bool counts_wrong_code(const std::string& hash) {
    return sessions_.wrong_code(hash);
  }
  std::size_t end_all_of(const directory::Account& account, std::uint64_t own) override;
  void end_login(std::uint64_t number) override { std::ignore = logins_.end(number); }
  std::vector<control::Presence> present() override;

  // The session with this ID, when it is the account's; it counts as used. A client that
  // is not on this server must be where a session with a fixed address was made. `kind`: no other
  // session will do.
  struct Owned {
    std::string hash;
    bool code_wanted;
  };
  [[nodiscard]] std::optional<Owned> owned(
      const directory::Account& account, std::string_view id,
      const std::optional<IpAddress>& from_afar,
      const std::optional<control::SessionKind>& kind = std::nullopt);
  // Ends what has run out.
  void sweep();

 private:
  [[nodiscard]] SessionRules rules() const { return session_rules(*directory_.defaults()); }

  directory::Directory& directory_;
  const Clock& clock_;
  Policies& policies_;
  Sessions& sessions_;
  Logins& logins_;
  audit::Journal* trail_;
};

}  // namespace gatehouse::auth
