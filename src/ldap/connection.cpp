#include "ldap/connection.h"

#include <ldap.h>

#include "ldap/message.h"

namespace gatehouse::ldap {

Result<void> Connection::protect(Protection protection, SSL_CTX* context, const std::string& host,
                                 Until until) {
  switch (protection) {
    case Protection::none:
      return {};
    case Protection::start_tls:
      if (auto willing = start_tls(until); !willing) return willing;
      break;
    case Protection::tls:
      break;
  }
  return link_.start_tls(context, host, until);
}

Result<void> Connection::start_tls(Until until) {
  const auto request = start_tls_request(++last_id_);
  if (auto sent = link_.write(request, until); !sent) return sent;
  const auto answer = link_.read_message(longest_answer_, until);
  if (!answer) return std::unexpected(answer.error());
  const auto code = result_code(*answer, last_id_, Answer::extended);
  if (!code) return std::unexpected(code.error());
  if (*code == LDAP_SUCCESS) return {};
  return fail(ErrorCode::unavailable, "StartTLS: result code " + std::to_string(*code));
}

Result<int> Connection::bind(std::string_view name, const Secret& password, Until until) {
  const auto request = bind_request(++last_id_, name, password.reveal());
  if (request.empty()) return fail(ErrorCode::unavailable, "the request cannot be written");
  if (auto sent = link_.write(request.reveal(), until); !sent) return std::unexpected(sent.error());
  const auto answer = link_.read_message(longest_answer_, until);
  if (!answer) return std::unexpected(answer.error());
  return result_code(*answer, last_id_, Answer::bind);
}

void Connection::unbind() {
  const auto now = std::chrono::steady_clock::now();
  static_cast<void>(link_.write(unbind_request(++last_id_), now));
}

}  // namespace gatehouse::ldap
