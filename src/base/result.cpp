#include "base/result.h"

namespace gatehouse {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
      return "malformed";
    case ErrorCode::aborted:
      return "aborted";
    case ErrorCode::wrong_password:
      return "wrong_password";
    case ErrorCode::unknown_account:
      return "unknown_account";
    case ErrorCode::locked:
      return "locked";
    case ErrorCode::not_allowed:
      return "not_allowed";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::already_exists:
      return "already_exists";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_long:
      return "too_long";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::closed:
      return "closed";
    case ErrorCode::damaged:
      return "damaged";
  }
  return "?";
}

}  // namespace gatehouse
