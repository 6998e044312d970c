// Who has come and what he is shown: the domain he reached, the offer, and whether a login may
// begin at all. Decided by the peer and the settings alone, before anything secret is said.
#pragma once

#include <optional>
#include <string_view>

#include "auth/local_keeper.h"
#include "auth/policy.h"
#include "auth/privacy.h"
#include "auth/refusal.h"
#include "auth/visits.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {

inline constexpr std::string_view not_from_here = "logins from non-client addresses are prohibited";

[[nodiscard]] LinkPrivacy privacy_of(const Peer& peer);

class Arrivals {
 public:
  // Both outlive this; `parts` has addresses.
  Arrivals(const KeeperParts& parts, Policies& policies) : parts_(parts), policies_(policies) {}

  // The server's owner is at the other end of the local socket.
  [[nodiscard]] bool is_owner(const Peer& peer) const;
  [[nodiscard]] bool logins_prohibited(const Peer& peer) const;
  [[nodiscard]] bool roams(const Peer& peer) const;  // comes from no client address
  // Gives the visit its policy and its offer.
  void meet(Visit& visit) const;
  // `info` null: there is no such mechanism. `password_sent`: with the first message.
  [[nodiscard]] std::optional<Refusal> refusal_to_log_in(const Visit& visit,
                                                         const sasl::MechanismInfo* info,
                                                         bool password_sent) const;

 private:
  [[nodiscard]] directory::DomainView domain_named(std::string_view name) const;  // null: not ours
  [[nodiscard]] std::string_view name_asked_for(const Peer& peer) const;

  const KeeperParts& parts_;
  Policies& policies_;
};

}  // namespace gatehouse::auth
