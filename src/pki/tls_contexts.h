// The server's TLS: which certificate answers whom, versions, ciphers, tickets, what a client must
// show.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

struct ssl_ctx_st;

namespace gatehouse::pki {

struct ServedDomain;
struct TlsRules;

struct KeyPair {
  std::string certificate_pem;  // leaf first, then its chain
  Secret key_pem;
};

// ECDSA P-256, self-signed, for `host` (and "localhost" beside it), valid from a day before `now`
// for 30 days.
[[nodiscard]] Result<KeyPair> make_test_certificate(std::string_view host, Time now);

// Says for which domain a handshake is. Called on event loops: it must not block; thread-safe.
class Chooser {
 public:
  virtual ~Chooser() = default;
  struct Choice {
    std::shared_ptr<const ServedDomain> domain;  // null: TLS is not offered there
    std::shared_ptr<const TlsRules> rules;
  };
  // `server_name`: what the client asks for, lower case, maybe anything; empty: nothing.
  [[nodiscard]] virtual Choice choose(std::string_view server_name, const IpAddress& local) = 0;
};

// TLS 1.2 and 1.3, ECDHE with AEAD ciphers only, no compression, no renegotiation, no early data,
// server's order, X25519 and P-256. Session tickets are good for the same domain, service,
// certificate and rule about clients' certificates only, and as long as TlsRules says. The
// certificate is switched in at the ClientHello. Only connections made by net::make_ssl are served.
class TlsContexts {
 public:
  // One certificate for whoever comes, under the name of the first host in it.
  [[nodiscard]] static Result<std::unique_ptr<TlsContexts>> make(const KeyPair& pair);
  // Both outlive this.
  [[nodiscard]] static Result<std::unique_ptr<TlsContexts>> make(Chooser& chooser,
                                                                 const Clock& clock);
  virtual ~TlsContexts() = default;
  // For net::Stream::start_tls. Lives as long as this.
  [[nodiscard]] virtual ssl_ctx_st* context() = 0;
};

}  // namespace gatehouse::pki
