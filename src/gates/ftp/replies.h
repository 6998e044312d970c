// The words of FTP: codes of RFC 959, RFC 2228 and RFC 4217.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"

namespace gatehouse::gates::ftp {

struct Reply {
  std::string text;  // whole, with CRLF
  bool failed = false;
  bool close = false;  // after sending it
};

[[nodiscard]] Reply reply(int code, std::string_view words);  // from 400 on it is a failure
// "code-first", each of `body` (lines with CRLF) after a space, "code last".
[[nodiscard]] Reply reply(int code, std::string_view first, std::string_view body,
                          std::string_view last);
[[nodiscard]] Reply nothing_more();  // the handler has answered already
[[nodiscard]] Reply hang_up();       // there is nobody left to answer

[[nodiscard]] std::string greeting(const auth::Offer& offer);
[[nodiscard]] Reply refused_visit(const Error& reason);  // instead of the greeting
[[nodiscard]] Reply refusal(const auth::Denial& denial, bool by_adat);
[[nodiscard]] Reply refusal(const auth::Refused& refused);
[[nodiscard]] Reply file_failure(const Error& failure);

}  // namespace gatehouse::gates::ftp
