// The second step of a login that wants a code, and proving once more, within a session, that one
// is its account's owner. What is shown is a guess as a password of a login is: compared under a
// reservation, counted when it is wrong, and told no sooner.
#pragma once

#include "auth/audit.h"
#include "auth/authenticator.h"
#include "auth/failed_attempts.h"
#include "auth/last_logins.h"
#include "auth/lock_notes.h"
#include "auth/session_desk.h"
#include "auth/visits.h"

namespace gatehouse::auth {

class SecondSteps {
 public:
  static constexpr Duration confirmed_for = std::chrono::minutes{5};

  struct Desks {
    const KeeperParts& parts;
    Authenticator& authenticator;
    SessionDesk& sessions;
    Logins& logins;
    const Audit& audit;
    LockNotes& lock_notes;
    LastLogins& last_logins;
    FailedAttempts& failed_attempts;
  };
  // All outlive this; they may be made after it.
  explicit SecondSteps(Desks desks) : desks_(desks) {}

  // See Keeper. `visit` outlives the task.
  [[nodiscard]] net::Task<Allowed<void>> bless(Visit& visit, Secret code);
  [[nodiscard]] net::Task<Allowed<void>> confirm(Visit& visit, Secret proof);

  // The visit, whose login was half of one, is logged in from now on: a factor was set up.
  [[nodiscard]] net::Task<void> complete(Visit& visit);

  using Loop = boost::asio::any_io_executor;
  // Notes what follows from a whole login of `counted_as`.
  void let_in(const Visit& visit, const std::string& counted_as, const Loop& loop);
  // Notes a wrong secret of an account that is there.
  void kept_out(const Visit& visit, const Identity& identity, const Loop& loop);
  // Nothing more is compared for such an attempt now.
  [[nodiscard]] bool closed(const Identity& identity, const IpAddress& from) const;

 private:
  enum class Accepts { code, password_or_code };
  [[nodiscard]] net::Task<Decision<Identity>> proved(const Visit& visit, const Secret& shown,
                                                     Accepts accepts);
  [[nodiscard]] net::Task<Result<bool>> compare(const Visit& visit, const Identity& identity,
                                                const Secret& shown, Accepts accepts);
  [[nodiscard]] net::Task<Result<bool>> is_code(const directory::AccountView& account,
                                                const Secret& shown);
  void record(const Visit& visit, std::string_view outcome, std::string reason) const;
  [[nodiscard]] bool goes_on_after_a_wrong_code(Visit& visit);
  void end_half(const Visit& visit);

  Desks desks_;
};

}  // namespace gatehouse::auth
