// The words of SMTP: reply codes of RFC 5321 with the enhanced codes of RFC 3463, RFC 4954.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "base/result.h"
#include "gates/smtp/grammar.h"

namespace gatehouse::gates::smtp {

struct Reply {
  std::string text;  // whole, with CRLF; empty: the handler has answered already
  bool ok = true;
  bool close = false;  // after sending it
};

// `line` is the reply without CRLF: "250 2.0.0 Done". 4xx and 5xx are not ok.
[[nodiscard]] Reply reply(std::string_view line);
[[nodiscard]] Reply closing(std::string_view line);
[[nodiscard]] Reply nothing_more();  // the handler has answered already
[[nodiscard]] Reply hang_up();       // there is nobody left to answer

[[nodiscard]] Reply refusal(const auth::Denial& denial);
[[nodiscard]] Reply refusal(const auth::NoRoute& no_route);
[[nodiscard]] Reply refusal(Fault fault);
[[nodiscard]] Reply refused_visit(const Error& reason);  // instead of the greeting

struct Extensions {
  std::uint64_t longest_message;
  bool start_tls;
  bool login;  // the AUTH line is shown
};
[[nodiscard]] Reply ehlo(const auth::Offer& offer, const Extensions& extensions);

}  // namespace gatehouse::gates::smtp
