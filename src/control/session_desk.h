// What the verbs about sessions need to know of those that are open. Implemented by auth; safe for
// concurrent use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::control {

enum class SessionKind { web_user, ximss };

struct NewSession {
  SessionKind kind;
  IpAddress address{};
  std::optional<IpAddress> proxied{};  // the client behind a proxy
  std::uint64_t opener = 0;            // the login that made it and ends with it; 0: none
  bool code_wanted = false;            // it is half a login, until it is blessed
};

// A session that is known by its ID, whoever uses it.
struct OpenSession {
  std::string id;
  SessionKind kind;
  directory::AccountView account;  // as it was when the session was made
  IpAddress address{};
  std::optional<IpAddress> proxied{};
  bool fixed_address = false;  // only from there
  Time created{};
  Duration idle{};  // since it was used last
  bool code_wanted = false;
};

// A connection that is logged in, or an open session.
struct Presence {
  std::uint64_t number = 0;  // never given again while the server runs
  std::string account{};     // full name
  std::string domain_id{};   // empty: the server's owner
  std::string acting{};      // whose credentials were used
  std::string service{};
  std::string mechanism{};
  std::string source{};
  std::string tag{};
  IpAddress client{};
  bool tls = false;
  Time since{};
};

class SessionDesk {
 public:
  virtual ~SessionDesk() = default;

  // Gives the ID. not_allowed: the service is not enabled for the account; locked: there are as
  // many sessions as there may be.
  [[nodiscard]] virtual Result<std::string> create(const directory::AccountView& account,
                                                   const NewSession& wish) = 0;
  [[nodiscard]] virtual std::vector<OpenSession> of(const directory::Account& account) = 0;
  [[nodiscard]] virtual std::optional<OpenSession> find(std::string_view id) = 0;
  virtual void touch(std::string_view id) = 0;   // it was used
  virtual void unbind(std::string_view id) = 0;  // from any address from now on
  virtual void end(std::string_view id) = 0;     // with what was opened by it
  // The code of the second factor was right: false: the session is gone, or wanted none.
  virtual bool bless(std::string_view id) = 0;
  // It was wrong; the last one that may be ends the session. False: it is gone.
  virtual bool wrong_code(std::string_view id) = 0;
  // Sessions and connections of every gate, but for the caller's own; how many there were.
  virtual std::size_t end_all_of(const directory::Account& account, std::uint64_t own) = 0;
  virtual void end_login(std::uint64_t number) = 0;           // of a Presence
  [[nodiscard]] virtual std::vector<Presence> present() = 0;  // by account, oldest first
};

}  // namespace gatehouse::control
