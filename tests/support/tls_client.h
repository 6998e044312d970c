// The client's half of TLS over a blocking socket, for tests. It takes any certificate: who the
// server is has its own tests. Does not own the socket.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::support {

class TlsClient {
 public:
  struct Wishes {
    std::string server_name{};  // SNI; empty: none is sent
    int lowest = TLS1_2_VERSION;
    int highest = TLS1_3_VERSION;
    std::string ciphers{};                          // TLS 1.2; empty: all, however weak
    std::string groups{};                           // empty: OpenSSL's own
    std::shared_ptr<SSL_SESSION> resume = nullptr;  // from session() of an earlier client
    std::string protocols{};  // ALPN in wire form: each with its length before it
    // The client's own certificate with its chain, and its key; PEM. Empty: it has none to show.
    std::string certificate{};
    std::string key{};
  };

  // Shakes hands. Errors: closed, with OpenSSL's reason.
  [[nodiscard]] Result<void> connect(int socket, const Wishes& wishes);
  [[nodiscard]] Result<void> connect(int socket, const std::string& server_name) {
    return connect(socket, Wishes{.server_name = server_name});
  }
  // What has come, at least one byte; empty after the server's close_notify. Errors: closed.
  [[nodiscard]] Result<std::string> read();
  [[nodiscard]] Result<void> write(std::string_view bytes);
  void end();  // sends close_notify

  // The channel bindings as this side sees them.
  [[nodiscard]] std::string exporter() const;          // RFC 9266
  [[nodiscard]] std::string unique() const;            // RFC 5929; TLS 1.2
  [[nodiscard]] std::string server_end_point() const;  // RFC 5929

  [[nodiscard]] bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  [[nodiscard]] std::string protocol() const { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] std::string certificate_host() const;      // the subject's common name
  [[nodiscard]] std::string application_protocol() const;  // ALPN; empty: none was agreed on
  [[nodiscard]] bool was_asked_for_certificate() const { return *asked_; }
  // For resuming. With TLS 1.3 it comes after the handshake: read something first.
  [[nodiscard]] std::shared_ptr<SSL_SESSION> session() const;
  [[nodiscard]] SSL* raw() const { return ssl_.get(); }

 private:
  [[nodiscard]] bool use_certificate(const Wishes& wishes);

  struct Free {
    void operator()(SSL* ssl) const {
      // A connection that was merely cut leaves a session that can be resumed all the same.
      SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
      SSL_free(ssl);
    }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  std::unique_ptr<bool> asked_ = std::make_unique<bool>(false);
};

}  // namespace gatehouse::support
