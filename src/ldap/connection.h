// A connection to one LDAP server, on which one name after another is bound. For threads that may
// wait; errors and moments as in link.h.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "ldap/link.h"
#include "ldap/uri.h"

namespace gatehouse::ldap {

enum class Protection { none, start_tls, tls };

class Connection {
 public:
  explicit Connection(Link link, std::size_t longest_answer)
      : link_(std::move(link)), longest_answer_(longest_answer) {}
  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) noexcept = default;

  // Before the first bind. unavailable: the server does not want to (RFC 4511, section 4.14.3).
  [[nodiscard]] Result<void> protect(Protection protection, SSL_CTX* context,
                                     const std::string& host, Until until);
  // The result code of the server's complete answer to this bind; neither text is empty.
  [[nodiscard]] Result<int> bind(std::string_view name, const Secret& password, Until until);
  [[nodiscard]] bool quiet() const { return link_.quiet(); }
  void unbind();  // says good bye if that takes no time

 private:
  [[nodiscard]] Result<void> start_tls(Until until);

  Link link_;
  std::size_t longest_answer_;
  int last_id_ = 0;
};

}  // namespace gatehouse::ldap
