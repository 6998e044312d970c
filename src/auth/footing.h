// What an open session rests on, and whether that still holds. Values only; nothing here waits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/policy.h"
#include "base/address.h"
#include "base/clock.h"
#include "directory/directory.h"

namespace gatehouse::auth {

struct Footing {
  directory::AccountView account;       // as it was when it was looked at last
  std::vector<std::string> services{};  // codes of Enabled Services it cannot do without
  IpAddress client{};
  std::string tag{};  // of the tagged password it was opened with; empty: none
  // proof_of() the password that it was opened with; empty: with something else.
  std::string proof{};
  // The second factor it had then, credentials::factor_proof(); nullopt: it does not rest on that.
  std::optional<std::string> factor{};
  // Where one account opened the other: the one that is not `account`. Null: neither is there.
  directory::AccountView opened_by{};
  directory::AccountView opens{};
  // Whether it still may is asked again then, since a grant may run out; nullopt: never.
  std::optional<Time> ask_again{};
  static constexpr Duration asked_every = std::chrono::seconds{30};
};

// Stands for a stored form of a password; empty for an empty one.
[[nodiscard]] std::string proof_of_stored(std::string_view stored);
// Stands for the stored form of the account's password, or of that tag's; empty: there is none.
[[nodiscard]] std::string proof_of(const directory::Account& account, std::string_view tag);

// Why the session is over; nullopt: it goes on. `now`: the account as it is; null: it is gone.
// A proof that is not the same any more is the caller's business.
[[nodiscard]] std::optional<std::string> fallen(const Footing& footing,
                                                const directory::AccountView& now,
                                                const DomainPolicy& policy, Time at);

// When it has to be looked at although nothing changed: its tagged password runs out, say.
[[nodiscard]] std::optional<Time> due_at(const Footing& footing);

}  // namespace gatehouse::auth
