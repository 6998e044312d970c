// OpenSSL's connection object on a socket: made, asked for what its handshake established, ended.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "net/handshake.h"
#include "net/stream.h"

namespace gatehouse::net {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Ssl = std::unique_ptr<SSL, SslDeleter>;

// Server side, reading and writing `socket` directly; null when out of memory.
// Broken pipes no longer raise SIGPIPE in this process: OpenSSL writes without MSG_NOSIGNAL.
[[nodiscard]] Ssl make_ssl(SSL_CTX* context, int socket, Handshake handshake);

[[nodiscard]] TlsFacts facts_of(SSL* ssl);  // after the handshake

// What an operation that gave `result` needs before it can go on.
enum class Need { nothing, reading, writing, peer_has_ended, failure };
[[nodiscard]] Need need_after(SSL* ssl, int result);
// Why: malformed when the peer broke TLS, closed when it is merely gone. Empties OpenSSL's list.
[[nodiscard]] Error last_tls_error();

}  // namespace gatehouse::net
