// What a mechanism may ask, answered from the directory and the stored passwords; and the one
// function that turns a proven name into a session. Shared by all loops; holds no state of a login.
//
// Answers have three values: yes, no, and "could not be decided now" (unavailable), which is never
// told or counted as a wrong password.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "auth/identity.h"
#include "auth/local_keeper.h"
#include "auth/lockout.h"
#include "auth/policy.h"
#include "auth/positive_cache.h"
#include "auth/refusal.h"
#include "auth/secret_cache.h"
#include "credentials/own_passwords.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {

template <class T>
using Decision = std::expected<T, Refusal>;

// A session as the keeper holds it.
struct Opened {
  Session session;
  directory::AccountView account;  // null: the server's owner
  bool log_login = false;
};

class Authenticator {
 public:
  explicit Authenticator(const KeeperParts& parts);

  // Never refuses a name: what cannot log in gives an Identity without account.
  [[nodiscard]] net::Task<Decision<Identity>> identify(std::string name,
                                                       directory::DomainView when_unqualified);
  // The owner of the server at the other end of a local socket.
  [[nodiscard]] Identity server_owner();

  // The right to compare one secret of that name; waits while other comparisons are about to
  // decide whether there is one left.
  [[nodiscard]] net::Task<Decision<Lockout::Reservation>> reserve(const Identity& identity);
  void failed(Lockout::Reservation& reservation, const Identity& identity);

  // Under a reservation. Every wrong password costs one slow hash, whoever it was tried on.
  [[nodiscard]] net::Task<Result<bool>> verify(const Identity& identity, std::string_view password);
  // The secret of the name, or a decoy that no response can match.
  [[nodiscard]] net::Task<Result<sasl::Found>> secret(const Identity& identity,
                                                      const sasl::FetchSecret& wanted);

  // All that stands between a proven name and a session.
  [[nodiscard]] net::Task<Decision<Opened>> open(const Identity& identity, sasl::Grant grant,
                                                 std::string service);

  [[nodiscard]] Policies& policies() { return policies_; }
  [[nodiscard]] const credentials::OwnPasswords& passwords() const { return passwords_; }
  [[nodiscard]] std::uint64_t slow_checks() const { return slow_checks_; }  // since the start

 private:
  [[nodiscard]] net::Task<Result<directory::AccountView>> find(directory::DomainView domain,
                                                               std::string name);
  [[nodiscard]] net::Task<Result<bool>> verify_slowly(directory::AccountView account,
                                                      std::string_view password);
  [[nodiscard]] net::Task<Result<bool>> wrong_after_the_same_work(std::string_view password);
  [[nodiscard]] net::Task<Result<std::optional<password::StoredSecret>>> stored_secret(
      directory::AccountView account, password::SecretForm form, const sasl::FetchSecret& wanted);
  [[nodiscard]] net::Task<Result<password::StoredSecret>> decoy(const Identity& identity,
                                                                password::SecretForm form);
  [[nodiscard]] net::Task<Decision<void>> may_act_as(const Identity& identity, std::string name);

  KeeperParts parts_;
  credentials::OwnPasswords passwords_;
  Policies policies_;
  Lockout lockout_;
  PositiveCache positive_;
  SecretCache secrets_;
  std::atomic<std::uint64_t> slow_checks_{0};
};

}  // namespace gatehouse::auth
