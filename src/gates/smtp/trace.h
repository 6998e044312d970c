// The header lines a server adds (RFC 5321, section 4.4). The login name is not among them: a
// recipient learns that the sender logged in ("ESMTPSA", RFC 3848), not as whom.
#pragma once

#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::gates::smtp {

struct Arrival {
  std::string client_name;  // as given with EHLO; is_client_name() holds
  IpAddress client;
  std::string host;      // ours
  bool extended = true;  // EHLO, not HELO
  bool tls = false;
  bool logged_in = false;
  Time at;
};

[[nodiscard]] std::string received_line(const Arrival& arrival);      // with CRLF
[[nodiscard]] std::string return_path_line(std::string_view sender);  // with CRLF
[[nodiscard]] std::string date_text(Time at);  // RFC 5322, section 3.3, in UTC

}  // namespace gatehouse::gates::smtp
