// Who is logged in, and what each login rests on, for whoever ends sessions or lists them. Safe for
// concurrent use; nothing here waits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "auth/footing.h"
#include "base/address.h"
#include "base/clock.h"
#include "directory/directory.h"

namespace gatehouse::auth {

struct LoginFacts {
  std::uint64_t number = 0;  // its key, once it was added
  bool listed = true;        // no: another one stands for it where logins are listed
  std::string account{};     // full name of the opened one
  std::string domain_id{};   // of the opened account; empty: the server's owner
  std::string acting{};      // whose credentials were used
  std::string service{};
  std::string mechanism{};
  std::string source{};  // which one knew the password; empty: it was not about one
  std::string tag{};
  std::string session{};  // hash of the session ID it was opened with; empty: with something else
  IpAddress client{};
  bool tls = false;
  Time since{};
};

class Logins {
 public:
  using Key = std::uint64_t;  // never 0
  struct Held {
    Key key;
    Footing footing;
    std::optional<std::string> accepted;         // the proof that its own change of password led to
    std::optional<std::string> accepted_factor;  // ... of the second factor
    bool gone;        // what the account was is no more, whatever bears its name
    bool own_change;  // the account itself may have changed, not only what its domain gives it
  };

  // Each login is looked at once more after it was added: what changed while it was under way was
  // not seen by anybody. `end` is called at most once and not under a lock; never after remove().
  [[nodiscard]] Key add(LoginFacts facts, Footing footing, std::function<void()> end);
  void remove(Key key);
  [[nodiscard]] bool holds(Key key) const;

  // The login itself changes the password into one with that proof, and goes on.
  void accept(Key key, std::string proof);
  void accept_factor(Key key, std::string proof);
  // The same for all that a session with this hash of its ID opened, and for itself.
  void accept_for(const std::string& session, const std::string& proof);
  void accept_factor_for(const std::string& session, const std::string& proof);

  // Those that a look at the directory is due for; they are so once.
  // `domains`: all there are; asked for only when changes.domains.
  [[nodiscard]] std::vector<Held> due(const directory::Changes& changes,
                                      const std::vector<directory::DomainView>& domains, Time now);
  void look_again(Key key);  // it could not be decided
  void stands(Key key, directory::AccountView now, std::string proof,
              std::optional<std::string> factor);

  // Each of them tells what was ended; nullopt: there was none.
  std::optional<LoginFacts> end(Key key);
  // `but`: neither that one nor the session that it was opened by.
  std::size_t end_all_of(const directory::Account& account, Key but);
  std::size_t end_opened_by(const std::string& session);

  [[nodiscard]] std::vector<LoginFacts> list() const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct Login {
    LoginFacts facts;
    Footing footing;
    std::optional<std::string> accepted;
    std::optional<std::string> accepted_factor;
    std::function<void()> end;
  };
  using ByKey = std::unordered_map<Key, Login>;
  using Index = std::unordered_map<std::string, std::unordered_set<Key>>;
  using Ended = std::vector<Login>;

  [[nodiscard]] std::vector<Key> keys(const Index& index, const std::string& of) const;
  [[nodiscard]] std::optional<Login> taken(Key key);
  [[nodiscard]] std::vector<Held> of_changed_domains(
      const directory::Changes& changes, const std::vector<directory::DomainView>& domains) const;
  static void run(Ended ended);

  mutable std::mutex lock_;
  Key last_ = 0;
  ByKey logins_;
  Index by_account_;
  Index by_session_;
  std::unordered_set<Key> fresh_;
  std::set<std::pair<Time, Key>> until_;
};

}  // namespace gatehouse::auth
