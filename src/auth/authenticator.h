// What a mechanism may ask, answered from the directory and the stored passwords; and the one
// function that turns a proven name into a session. Shared by all loops; holds no state of a login.
//
// Answers have three values: yes, no, and "could not be decided now" (unavailable), which is never
// told or counted as a wrong password.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/record.h"
#include "auth/identity.h"
#include "auth/local_keeper.h"
#include "auth/lockout.h"
#include "auth/policy.h"
#include "auth/positive_cache.h"
#include "auth/protection/burns.h"
#include "auth/protection/protection.h"
#include "auth/refusal.h"
#include "auth/routes.h"
#include "auth/second_factor.h"
#include "auth/secret_cache.h"
#include "auth/sources.h"
#include "auth/upgrades.h"
#include "control/console.h"
#include "credentials/own_passwords.h"
#include "kerberos/acceptor.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {

template <class T>
using Decision = std::expected<T, Refusal>;

// A session as the keeper holds it.
struct Opened {
  Session session;
  directory::AccountView account;  // null: the server's owner
  std::string tag{};               // of the tagged password it was opened with; empty: none
  std::string by_session{};        // hash of the session ID it was opened with; empty: not so
  std::string_view source{};       // which source knew the password; empty: it was not about one
  bool log_login = false;
  bool needs_client = false;  // may log in from client addresses only
  struct Ends {
    IpAddress remote;
    IpAddress local;
  };
  Moment confirmed_until{};              // its owner has proved himself again until then
  std::optional<Ends> ends{};            // of the link; nullopt: a local socket
  std::vector<std::string> opens{};      // of a command: hashes of the sessions its visit opened
  std::function<void()> on_logged_in{};  // of a command that completes half a login; may be empty
  std::shared_ptr<const audit::Record> origin{};  // of a command, for the audit; null: no matter
};

// What a login comes with besides a name and a secret.
struct Circumstances {
  std::string service;  // code of the Enabled Services list
  IpAddress client{};
  bool tls = false;
  bool roams = false;  // `client` is no client address
};

// By the rule that LoginProtection chooses.
using Guess = std::variant<Lockout::Reservation, Protection::Reservation>;

// The right to compare one secret. `undecided` is for accounts whose password may be known outside:
// while a source cannot be asked nothing is a wrong password, but guesses have their limit too.
struct Reserved {
  Guess attempt{};
  Guess undecided{};
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
  [[nodiscard]] net::Task<Decision<Reserved>> reserve(const Identity& identity, IpAddress client);
  // `secret`: what was tried; null: the method did not show it.
  void failed(Guess& attempt, const Identity& identity, const Secret* secret = nullptr);
  // Its owner logged in from there.
  void succeeded(const Identity& identity, const IpAddress& client);
  // A refused clear-text attempt takes as long as a wrong one, at a limited cost. unavailable: so
  // would a wrong one have been.
  [[nodiscard]] net::Task<Result<void>> as_long_as_wrong(std::string_view password,
                                                         IpAddress client);

  // Under a reservation. Every wrong password costs one slow hash, whoever it was tried on, unless
  // somebody outside did the work. Gives the name of the source that accepted; empty: wrong.
  [[nodiscard]] net::Task<Result<std::string_view>> verify(const Identity& identity,
                                                           std::string_view password,
                                                           const Circumstances& around);
  // The secret of the name, or a decoy that no response can match.
  [[nodiscard]] net::Task<Result<sasl::Found>> secret(const Identity& identity,
                                                      const sasl::FetchSecret& wanted);
  // Whether the external program calls the response right; false also where it is not to be asked.
  [[nodiscard]] net::Task<Result<bool>> verify_response(const Identity& identity,
                                                        const sasl::VerifyResponse& question,
                                                        const Circumstances& around);

  // For one exchange; null: no tickets are accepted here.
  [[nodiscard]] std::unique_ptr<kerberos::Acceptor> new_acceptor() const;
  // The domain's id; empty: there is none.
  [[nodiscard]] std::string id_of_domain(std::string_view name) const;
  // Runs what may block; its Result comes back, unavailable when there is no room.
  template <class Work>
  [[nodiscard]] net::Task<std::invoke_result_t<Work>> blocking(Work work) {
    auto ran = co_await parts_.disk.run(std::move(work));
    if (!ran) co_return std::unexpected(std::move(ran.error()));
    co_return std::move(*ran);
  }

  // Passes when a refusal of what began then may be told; see left_until_told().
  [[nodiscard]] net::Task<void> until_told(Duration least, Moment begun);
  [[nodiscard]] Moment moment() const { return parts_.clock.moment(); }

  // All that stands between a proven name and a session.
  [[nodiscard]] net::Task<Decision<Opened>> open(const Identity& identity, sasl::Grant grant,
                                                 const Circumstances& around);

  // What a login by the own password of the account, which is there, has to be followed by.
  [[nodiscard]] net::Task<Result<SecondFactor>> second_factor(const Identity& identity);

  // The own password, tried by an administrator's command on a thread that may block: a budget of
  // its own for each account. not_allowed: it is spent.
  [[nodiscard]] Result<bool> try_password(const directory::AccountView& account,
                                          std::string_view password);
  // The same for a code of the second factor, which is used up, or for that or the password.
  [[nodiscard]] Result<bool> try_proof(const directory::AccountView& account,
                                       std::string_view proof, control::Proof kind);
  void forget_failures(const std::string& full_name);
  void forget_failures(const IpAddress& address) { protection_.forget_failures(address); }

  // How many wrong secrets are counted for the name now, by the one rule or the other.
  [[nodiscard]] Lockout& lockout() { return lockout_; }
  [[nodiscard]] const Protection& protection() const { return protection_; }

  [[nodiscard]] Policies& policies() { return policies_; }
  [[nodiscard]] const SamePasswords& same_passwords() const { return upgrades_.same_passwords(); }
  [[nodiscard]] const credentials::OwnPasswords& passwords() const { return passwords_; }
  [[nodiscard]] std::uint64_t slow_checks() const { return slow_checks_; }  // since the start

 private:
  [[nodiscard]] net::Task<Result<directory::AccountView>> find(directory::DomainView domain,
                                                               std::string name);
  [[nodiscard]] net::Task<Decision<Identity>> identify_by_route(Identity identity,
                                                                directory::DomainView from);
  void belongs_to(Identity& identity, directory::AccountView account) const;
  struct Answer {
    Admission admission;
    std::string_view why;
    Guess attempt;
  };
  [[nodiscard]] Answer ask(const Identity& identity, const GuessedAt& guess);
  [[nodiscard]] net::Task<Decision<Guess>> reserve(const Identity& identity, GuessedAt guess);
  [[nodiscard]] net::Task<Result<std::string_view>> compare(const Identity& identity,
                                                            std::string_view password,
                                                            const Circumstances& around);
  struct Asked {
    std::string_view accepted_by;  // empty: wrong
    bool slow = false;             // a wrong answer took the work of one
  };
  [[nodiscard]] net::Task<Result<Asked>> ask_sources(const PasswordCheck& check);
  [[nodiscard]] net::Task<Result<std::string_view>> wrong_after_the_same_work(
      std::string_view password);
  [[nodiscard]] net::Task<void> upgrade(const PasswordCheck& check);
  [[nodiscard]] net::Task<Result<std::optional<password::StoredSecret>>> stored_secret(
      const Identity& identity, password::SecretForm form, const sasl::FetchSecret& wanted);
  [[nodiscard]] net::Task<Result<std::optional<password::StoredSecret>>> outside_secret(
      const Identity& identity, password::SecretForm form, const sasl::FetchSecret& wanted);
  [[nodiscard]] net::Task<Result<password::StoredSecret>> decoy(const Identity& identity,
                                                                password::SecretForm form);
  [[nodiscard]] Result<bool> tried_by_command(const directory::AccountView& account,
                                              const Secret* shown,
                                              const std::function<Result<bool>()>& compare);
  [[nodiscard]] Result<void> tag_permits(const Identity& identity,
                                         const Circumstances& around) const;
  // Whose session it becomes: the account's own, or another's that it may open (impersonation).
  [[nodiscard]] net::Task<Decision<directory::AccountView>> opened_by(const Identity& identity,
                                                                      std::string name,
                                                                      const Circumstances& around);
  [[nodiscard]] net::Task<Decision<directory::AccountView>> impersonated(
      const Identity& identity, Identity other, const Circumstances& around);

  KeeperParts parts_;
  credentials::OwnPasswords passwords_;
  Policies policies_;
  Lockout lockout_;
  std::unique_ptr<Protection> own_protection_;  // null: it is given
  Protection& protection_;
  Burns burns_;
  PositiveCache positive_;
  SecretCache secrets_;
  Routes routes_;
  Upgrades upgrades_;
  std::atomic<std::uint64_t> slow_checks_{0};
  SourceParts source_parts_;
};

}  // namespace gatehouse::auth
