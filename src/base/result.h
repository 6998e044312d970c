// The closed list of ways an operation can fail, and the value that carries one.
//
// A refusal, a parse failure, a closed connection, an unreachable server are values, never
// exceptions. `detail` is for the log and the audit; what a client may be told is decided
// elsewhere.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace gatehouse {

enum class ErrorCode {
  malformed = 1,    // the peer broke the grammar; nothing was looked up
  aborted,          // the peer gave up
  wrong_password,   // counts against the account
  unknown_account,  // counts against the source; told as wrong_password when names are hidden
  locked,           // refused without looking at the secret
  not_allowed,      // a rule said no; `detail` names the rule
  unavailable,      // could not be decided now; never counts, never told as a wrong password
  not_found,
  already_exists,
  conflict,   // changed by somebody else since it was read
  too_long,   // over a limit
  timed_out,  // a deadline passed
  closed,     // the other side is gone
  damaged     // stored data cannot be read; `detail` is file:line:column
};

[[nodiscard]] std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code;
  std::string detail;  // for the log; never sent to a client that has not logged in
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return std::unexpected<Error>({code, std::move(detail)});
}

}  // namespace gatehouse
