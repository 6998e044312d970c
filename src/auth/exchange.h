// Drives one mechanism to its end: answers its questions, keeps their order, and makes sure that a
// secret is compared only under a reservation and on a link that is private enough.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "auth/authenticator.h"
#include "auth/lockout.h"
#include "auth/privacy.h"
#include "auth/session_desk.h"
#include "kerberos/acceptor.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {

// What an exchange must know of the visit it belongs to.
struct Surroundings {
  directory::DomainView reached;
  LinkPrivacy link;
  Circumstances around;
  std::optional<net::TlsFacts> tls{};
  // Some clients try NTLM with what they log in to their own machine by, and at once again with the
  // account's password: the second failure of this name in a row is not held against it.
  std::string wrong_ntlm{};
  // Null: there are no sessions to log in by.
  SessionDesk* sessions = nullptr;
  bool on_this_server = false;  // the client is
  bool blocked = false;  // logins from this address look like wrong passwords, whatever they say
  bool owner = false;    // a local socket with the server's owner at its other end
};

class Exchange {
 public:
  using Verdict = std::variant<Challenge, Opened, Refusal>;

  // All but `surroundings` outlive this.
  Exchange(Authenticator& authenticator, const sasl::MechanismInfo& info,
           std::unique_ptr<sasl::Mechanism> mechanism, Surroundings surroundings);

  // Once, then feed() for each response while the verdict is a Challenge. A refusal is to be told
  // no sooner than it says.
  [[nodiscard]] net::Task<Verdict> start(std::optional<Secret> initial);
  [[nodiscard]] net::Task<Verdict> feed(Secret response);

  [[nodiscard]] std::string_view mechanism() const { return info_.name; }
  // Only a challenge was asked for so far, for a request that is to come.
  [[nodiscard]] bool only_challenged() const { return info_.traits.of_requests && !identity_; }
  [[nodiscard]] bool is_ntlm() const { return info_.traits.needs == sasl::SecretForm::nt; }
  // What was asked so far, in order, for the audit; when it was refused, the last one refused it.
  [[nodiscard]] std::string rules() const;
  // The context of a GSSAPI login, to be used on after it; null: there is none. Once.
  [[nodiscard]] std::unique_ptr<kerberos::Acceptor> take_context() {
    return info_.name == "GSSAPI" ? std::move(acceptor_) : nullptr;
  }
  // Whom the mechanism asked about last; null: nobody yet.
  [[nodiscard]] const Identity* identity() const { return identity_ ? &*identity_ : nullptr; }

 private:
  [[nodiscard]] net::Task<Verdict> begun(std::optional<Secret> initial);
  [[nodiscard]] net::Task<Verdict> fed(Secret response);
  [[nodiscard]] Verdict as_told(Verdict verdict) const;
  [[nodiscard]] net::Task<Verdict> settle(sasl::Step step);
  [[nodiscard]] net::Task<Verdict> conclude(sasl::Step step);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_to(sasl::Question question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_verify(sasl::VerifyPassword question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_fetch(sasl::FetchSecret question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_response(sasl::VerifyResponse question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_token(sasl::AcceptToken question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_under_context(sasl::Question question);
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_external();
  [[nodiscard]] net::Task<Decision<sasl::Answer>> answer_session(sasl::OwnsSession question);
  [[nodiscard]] net::Task<Decision<void>> learn_proven_name(std::string name,
                                                            std::string_view domain_id,
                                                            std::string_view setting);
  enum class Claim { is_a_guess, is_proven };
  [[nodiscard]] net::Task<Decision<void>> learn_name(std::string name,
                                                     Claim claim = Claim::is_a_guess);
  [[nodiscard]] net::Task<Decision<void>> reserve();
  [[nodiscard]] net::Task<Decision<bool>> is_half_a_login();
  void asks(std::string_view rule);  // a literal
  [[nodiscard]] Decision<void> allowed_here(Claim claim);
  [[nodiscard]] Decision<void> private_enough(Claim claim);
  [[nodiscard]] Decision<void> ntlm_allowed() const;
  [[nodiscard]] Decision<void> sessions_allowed() const;
  [[nodiscard]] std::optional<control::SessionKind> takes_up() const;
  [[nodiscard]] bool domain_permits(std::string_view login_method) const;

  Authenticator& authenticator_;
  const sasl::MechanismInfo& info_;
  std::unique_ptr<sasl::Mechanism> mechanism_;
  Surroundings surroundings_;
  std::optional<Identity> identity_;
  std::unique_ptr<kerberos::Acceptor> acceptor_;  // null: no ticket was shown yet
  Reserved reserved_;
  Secret tried_;                // the password that was shown; empty: none
  std::string_view source_;     // which one knew the password
  std::string session_;         // hash of the session ID that was right; empty: none was shown
  bool half_session_ = false;   // ... and wants a code of the second factor yet
  bool withheld_ = false;       // the account demands more privacy than a name nobody has
  bool lenient_ = false;        // ... less
  bool compares_next_ = false;  // the next response is compared with a secret that was handed out
  int responses_ = 0;
  std::array<std::string_view, 12> asked_{};
  std::size_t asked_count_ = 0;
};

}  // namespace gatehouse::auth
