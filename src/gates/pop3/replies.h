// The words of POP3: status lines with the response codes of RFC 2449 and RFC 3206.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"

namespace gatehouse::gates::pop3 {

struct Reply {
  std::string text;  // whole, with CRLF
  bool ok = true;
  bool close = false;  // after sending it
};

[[nodiscard]] Reply ok(std::string_view words);
[[nodiscard]] Reply ok_with(std::string_view words, std::string_view lines);  // + a multi-line part
[[nodiscard]] Reply error(std::string_view words);
[[nodiscard]] Reply refusal(const auth::Denial& denial);
[[nodiscard]] Reply refused_visit(const Error& reason);  // instead of the greeting
[[nodiscard]] Reply mailbox_failure(const Error& failure);
[[nodiscard]] Reply nothing_more();  // the handler has answered already
[[nodiscard]] Reply hang_up();       // there is nobody left to answer

[[nodiscard]] Reply capabilities(const auth::Offer& offer, bool can_start_tls);
[[nodiscard]] Reply mechanism_list(const auth::Offer& offer);
[[nodiscard]] std::string greeting(const auth::Offer& offer);

}  // namespace gatehouse::gates::pop3
