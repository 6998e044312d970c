// The server's TLS: which certificate answers which name, versions, ciphers, tickets.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

struct ssl_ctx_st;

namespace gatehouse::pki {

struct KeyPair {
  std::string certificate_pem;  // leaf first, then its chain
  Secret key_pem;
};

// ECDSA P-256, self-signed, for `host` (and "localhost" beside it), valid from a day before `now`
// for 30 days.
[[nodiscard]] Result<KeyPair> make_test_certificate(std::string_view host, Time now);

// TLS 1.2 and 1.3, ECDHE with AEAD ciphers only, no compression, no renegotiation, no early data,
// server's order, session tickets (keys made at start), X25519 and P-256.
class TlsContexts {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TlsContexts>> make(const KeyPair& fallback);
  virtual ~TlsContexts() = default;
  // For net::Stream::start_tls; chooses by SNI, the fallback when no name fits. Lives as long as
  // this.
  [[nodiscard]] virtual ssl_ctx_st* context() = 0;
  // New handshakes use it at once; connections in progress keep what they have. An empty host is
  // the fallback. A bad pair is refused (malformed) and replaces nothing; so is the 10001st host
  // (too_long). Thread-safe.
  [[nodiscard]] virtual Result<void> set(std::string_view host, const KeyPair& pair) = 0;
};

}  // namespace gatehouse::pki
