// A socket to a server, with or without TLS, for threads that may wait: each call ends at the
// moment it is given, whatever the other side does. Not for two threads at once.
//
// Errors: timed_out (that moment came), closed (the other side is gone), malformed and too_long
// (what it says is no use), not_allowed (its certificate is not good for that host). After any
// error the link is of no more use.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "ldap/host_names.h"
#include "net/socket.h"
#include "net/tls.h"

namespace gatehouse::ldap {

class Link {
 public:
  // To the first of `addresses` that answers; each gets an equal part of the time.
  [[nodiscard]] static Result<Link> connect(const std::vector<IpAddress>& addresses,
                                            std::uint16_t port, Until until);

  // RFC 4513, section 3.1.3: `context` verifies the chain, and the certificate names `host` (a name
  // or an address) among its subjectAltNames; the subject itself is not looked at.
  [[nodiscard]] Result<void> start_tls(SSL_CTX* context, const std::string& host, Until until);
  [[nodiscard]] Result<void> write(std::string_view bytes, Until until);
  // One whole LDAP message of at most `most` bytes. Anything after it is malformed.
  [[nodiscard]] Result<std::string> read_message(std::size_t most, Until until);
  // Open, with nothing to read: the other side has neither gone nor said what it was not asked.
  [[nodiscard]] bool quiet() const;

 private:
  explicit Link(Descriptor socket) : socket_(std::move(socket)) {}
  [[nodiscard]] Result<void> wait(short events, Until until) const;
  template <class Act>
  [[nodiscard]] Result<std::size_t> with_tls(Act act, Until until);
  [[nodiscard]] Result<std::size_t> write_some(std::string_view bytes, Until until);
  [[nodiscard]] Result<std::size_t> read_now(std::span<char> into, Until until);
  [[nodiscard]] Result<void> read_some(std::string& into, Until until);

  Descriptor socket_;
  net::Ssl ssl_;
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

// For clients: TLS 1.2 or later, the peer must prove itself against the authorities of a PEM file;
// empty: the system's. unavailable: they cannot be read.
[[nodiscard]] Result<TlsContext> client_context(const std::string& trusted_certificates);

}  // namespace gatehouse::ldap
