// A byte stream with a peer: TCP, a local socket, and either of them after TLS look the same.
// Tests use one end of a socket pair, so that what they prove is what runs.
//
// A Stream belongs to one loop from accept to close; only that loop's coroutines touch it. Each
// wait ends at the deadline with timed_out. Memory while idle: no buffer of its own; TLS gives its
// buffers back between records.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/task.h"

struct ssl_ctx_st;

namespace gatehouse::net {

// What a TLS handshake established.
struct TlsFacts {
  std::string protocol;               // "TLSv1.3"
  std::string cipher;
  std::string server_name;            // SNI as sent; empty: none
  std::string exporter;               // RFC 9266, 32 bytes
  std::string unique;                 // RFC 5929 tls-unique; TLS 1.2 only, else empty
  std::string server_end_point;       // RFC 5929 tls-server-end-point
  std::string client_certificate;     // DER; empty: none was sent or it was not verified
  bool resumed = false;
};

class Stream {
 public:
  // Takes ownership of a connected, non-blocking socket. Local sockets have loopback addresses.
  Stream(boost::asio::any_io_executor loop, int socket);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  // At least one byte, or 0 at the end of the stream. Errors: timed_out, closed.
  [[nodiscard]] Task<Result<std::size_t>> read_some(std::span<char> into);
  [[nodiscard]] Task<Result<void>> write(std::string_view bytes);  // all of it, in one send if it fits
  // Server side. The caller has dropped whatever it had read before. `context` chooses the
  // certificate by SNI (pki::TlsContexts) and outlives the stream.
  [[nodiscard]] Task<Result<void>> start_tls(ssl_ctx_st* context);
  // Waits until there is something to read or `wake()` is called from this loop; true: readable.
  [[nodiscard]] Task<Result<bool>> readable_or_woken();
  void wake();
  void close();  // at once; waits in progress end with closed
  [[nodiscard]] Task<void> shut_down();  // TLS close_notify and FIN, then close

  // The moment at which any wait fails; moved forward by whoever counts progress.
  void set_deadline(Moment at);

  [[nodiscard]] const Endpoint& remote() const;
  [[nodiscard]] const Endpoint& local() const;
  [[nodiscard]] const TlsFacts* tls() const;                 // null: not TLS
  [[nodiscard]] std::optional<unsigned> local_user() const;  // uid of the peer of a local socket
  [[nodiscard]] boost::asio::any_io_executor loop() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::net
