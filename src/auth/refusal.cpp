#include "auth/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::auth {
namespace {

struct Row {
  Cause cause;
  std::string_view name;
  DenialKind kind;
  std::string_view words;
  bool hidden;      // told as `hidden_words` where names are hidden
  bool connection;  // counts for the connection
};

constexpr std::string_view hidden_words = "Incorrect account name or password";

constexpr std::array rows{
    Row{Cause::malformed, "malformed", DenialKind::malformed, "Malformed login data", false, true},
    Row{Cause::aborted, "aborted", DenialKind::aborted, "Login was cancelled", false, true},
    Row{Cause::unknown_mechanism, "unknown mechanism", DenialKind::unknown_mechanism,
        "Login method is not supported", false, true},
    Row{Cause::needs_privacy, "needs privacy", DenialKind::needs_privacy,
        "A secure login method or TLS is required", false, true},
    Row{Cause::wrong_password, "wrong password", DenialKind::refused, "Incorrect password", true,
        true},
    Row{Cause::unknown_account, "unknown account", DenialKind::refused, "Unknown account", true,
        true},
    Row{Cause::locked, "locked", DenialKind::locked, "Too many failed logins, try again later",
        true, true},
    Row{Cause::not_allowed, "not allowed", DenialKind::not_allowed, "This login is not allowed",
        false, true},
    Row{Cause::needs_code, "second factor", DenialKind::not_allowed,
        "This account has a second factor: make an app password for this program", true, true},
    Row{Cause::unavailable, "unavailable", DenialKind::unavailable,
        "Temporarily unavailable, try again later", false, false},
    Row{Cause::out_of_order, "out of order", DenialKind::out_of_order, "Not possible at this point",
        false, false},
};

const Row& row_of(Cause cause) { return *std::ranges::find(rows, cause, &Row::cause); }

Cause cause_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
    case ErrorCode::too_long:
      return Cause::malformed;
    case ErrorCode::aborted:
      return Cause::aborted;
    case ErrorCode::wrong_password:
      return Cause::wrong_password;
    case ErrorCode::unknown_account:
      return Cause::unknown_account;
    case ErrorCode::locked:
      return Cause::locked;
    case ErrorCode::not_allowed:
      return Cause::not_allowed;
    case ErrorCode::unavailable:
    case ErrorCode::not_found:
    case ErrorCode::already_exists:
    case ErrorCode::conflict:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
    case ErrorCode::damaged:
      return Cause::unavailable;
  }
  return Cause::unavailable;
}

}  // namespace

Refusal refusal_of(Error error) { return {cause_of(error.code), std::move(error.detail)}; }

std::string_view name_of(Cause cause) { return row_of(cause).name; }

bool counts_for_connection(Cause cause) { return row_of(cause).connection; }

bool counts_for_account(Cause cause) {
  return cause == Cause::wrong_password || cause == Cause::unknown_account;
}

bool is_hidden(Cause cause) { return row_of(cause).hidden; }

std::chrono::nanoseconds left_until_told(Duration least, std::chrono::nanoseconds taken) {
  constexpr std::chrono::nanoseconds none{0};
  constexpr std::chrono::nanoseconds step = std::chrono::milliseconds{500};
  if (least <= Duration::zero()) return none;
  if (taken <= least) return least - taken;
  const auto over = (taken - least) % step;
  return over == none ? none : step - over;
}

Denial denial_of(Cause cause, bool hides_names) {
  const auto& row = row_of(cause);
  if (row.hidden && hides_names) return {DenialKind::refused, std::string(hidden_words), false};
  return {row.kind, std::string(row.words), false};
}

std::unexpected<Refused> refused(ErrorCode code, std::string words) {
  return std::unexpected<Refused>({code, std::move(words)});
}

std::unexpected<Refused> refused_for_now() {
  return refused(ErrorCode::unavailable, std::string(try_later));
}

}  // namespace gatehouse::auth
