// A byte stream with a peer: TCP, a local socket, and either of them after TLS look the same.
// Tests use one end of a socket pair, so that what they prove is what runs.
//
// A Stream belongs to one loop from accept to close; only that loop's coroutines touch it, one wait
// at a time, and it outlives its waits. Each wait ends at the deadline with timed_out. Memory while
// idle: no buffer of its own; TLS gives its buffers back between records.
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
#include "net/handshake.h"
#include "net/task.h"

struct ssl_ctx_st;

namespace gatehouse::net {

// What a TLS handshake established.
struct TlsFacts {
  std::string protocol;  // "TLSv1.3"
  std::string cipher;
  std::string server_name;         // SNI as sent; empty: none
  std::string exporter;            // RFC 9266, 32 bytes
  std::string unique;              // RFC 5929 tls-unique; TLS 1.2 only, else empty
  std::string server_end_point;    // RFC 5929 tls-server-end-point
  std::string client_certificate;  // DER; empty: none was sent or it was not verified
  std::string domain{};            // canonical name of the domain whose certificate answered
  // Whose trusted certificates verified the client's: a domain's canonical name, or
  // by_the_server. Empty when client_certificate is.
  std::string verified_by{};
  bool resumed = false;
};

class Stream {
 public:
  // Takes ownership of a connected socket. Local sockets have loopback addresses.
  Stream(boost::asio::any_io_executor loop, int socket);
  // The same, with the addresses it shall report instead of the socket's own; no local_user().
  Stream(boost::asio::any_io_executor loop, int socket, const Endpoint& remote,
         const Endpoint& local);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  // At least one byte, or 0 at the end of the stream; `into` is not empty. Errors: timed_out,
  // closed (also a TLS peer that left without saying so: the input may have been cut short).
  [[nodiscard]] Task<Result<std::size_t>> read_some(std::span<char> into);
  // The same in two steps, so that an idle reader needs no buffer: what is there now (nullopt:
  // nothing known to be), and the wait for more.
  [[nodiscard]] std::optional<Result<std::size_t>> read_now(std::span<char> into);
  [[nodiscard]] Task<Result<void>> readable();
  [[nodiscard]] Task<Result<void>> write(std::string_view bytes);  // all, in one send if it fits
  // Server side. The caller has dropped whatever it had read before. `context` chooses the
  // certificate by SNI or local address (pki::TlsContexts) and outlives the stream; `service` is
  // the gate's name ("IMAP"), for ALPN and for session tickets. Takes at most 30 seconds,
  // whatever the deadline. After an error the stream is closed: it never goes on in the clear.
  // Errors: malformed (the peer broke TLS, or nothing both sides speak), timed_out, closed.
  [[nodiscard]] Task<Result<void>> start_tls(ssl_ctx_st* context, std::string_view service);
  // Waits until there is something to read (or the end) or `wake()` is called from this loop;
  // true: readable. A wake() that found nobody waiting ends the next wait.
  [[nodiscard]] Task<Result<bool>> readable_or_woken();
  void wake();
  void close();  // at once; a wait in progress ends with closed
  // TLS close_notify and FIN, then close. While the peer still talks its words are read and dropped
  // for at most 2 seconds, since a reset would take our last words from it.
  [[nodiscard]] Task<void> shut_down();

  // The moment at which any wait fails with timed_out, up to half a second late; moved forward by
  // whoever counts progress. What needs no wait (a short last reply) still works after it. Read
  // from the steady clock, or from what measure_deadlines_with() named. None until set.
  void set_deadline(Moment at);
  void set_time_limit(Duration from_now);  // a deadline counted from now, on the same clock

  // From now on these are the addresses, as a proxy that is believed gave them.
  void stands_for(const Endpoint& remote, const Endpoint& local);

  [[nodiscard]] const Endpoint& remote() const;
  [[nodiscard]] const Endpoint& local() const;
  [[nodiscard]] const TlsFacts* tls() const;                 // null: not TLS
  [[nodiscard]] std::optional<unsigned> local_user() const;  // uid of the peer of a local socket
  [[nodiscard]] boost::asio::any_io_executor loop() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Tests: the deadlines of this loop's streams are read from `clock`, which outlives the loop.
void measure_deadlines_with(const Clock& clock, const boost::asio::any_io_executor& loop);

}  // namespace gatehouse::net
