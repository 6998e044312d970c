// Why a login did not succeed, and what of it a client may be told. One table for both.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::auth {

enum class Cause {
  malformed,
  aborted,
  unknown_mechanism,
  needs_privacy,
  wrong_password,
  unknown_account,
  locked,
  not_allowed,
  needs_code,  // the password is right, and half of what is asked: nobody can be asked for the rest
  unavailable,
  out_of_order
};

struct Refusal {
  Cause cause;
  std::string detail;           // for the audit; never sent
  std::optional<Cause> told{};  // what the client is told instead; nullopt: the cause
  Duration least{};             // when it is told; see left_until_told()

  [[nodiscard]] Cause shown() const { return told.value_or(cause); }
};

[[nodiscard]] Refusal refusal_of(Error error);

[[nodiscard]] std::string_view name_of(Cause cause);
// One more of the connection's attempts is used up.
[[nodiscard]] bool counts_for_connection(Cause cause);
// Counts against the account: only a secret that was compared and found wrong.
[[nodiscard]] bool counts_for_account(Cause cause);

// `hides_names`: unknown names, wrong passwords and locked accounts must look the same, and
// passwords that are right but not enough here.
[[nodiscard]] bool is_hidden(Cause cause);  // one of those
// A refusal is told `least` after its attempt began, or a half second later, or one more: what took
// `taken` so far has so long to wait. Then neither the scheme of a password nor the work that was
// done, or was not, shows in the time: to the nanosecond, as rounding would show whether `taken`
// was a wait of whole milliseconds. Zero `least`: at once.
[[nodiscard]] std::chrono::nanoseconds left_until_told(Duration least,
                                                       std::chrono::nanoseconds taken);

[[nodiscard]] Denial denial_of(Cause cause, bool hides_names);

// What the calls that answer Allowed<> refuse with.
inline constexpr std::string_view try_later = "Temporarily unavailable, try again later";
[[nodiscard]] std::unexpected<Refused> refused(ErrorCode code, std::string words);
[[nodiscard]] std::unexpected<Refused> refused_for_now();

}  // namespace gatehouse::auth
