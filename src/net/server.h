// Event loops, one thread each, and the listeners that feed them. A connection lives on one loop
// from accept to close.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "net/census.h"
#include "net/datagrams.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::net {

// Runs on the connection's loop; the stream is its own, and closes with it. `loop` is a small
// number, the loop's index. An exception ends this one connection and is logged.
using Handler = std::function<Task<void>(Stream stream, unsigned loop)>;

// The same for one datagram, with the socket it came by.
using DatagramHandler =
    std::function<Task<void>(std::shared_ptr<Datagrams> socket, Datagram datagram)>;

struct ListenerOptions {
  std::shared_ptr<Census> census = {};  // null: one of its own, with the usual limits
  // Asked before any protocol word; false: closed at once. May be empty.
  std::function<bool(const IpAddress&)> admits = {};
  // Connections from there begin with a PROXY header, and it is the address in it that is admitted
  // and counted; see net/proxy_protocol.h. May be empty.
  std::function<bool(const IpAddress&)> is_proxy = {};
};

class Server {
 public:
  explicit Server(unsigned loops);
  ~Server();

  // Binds now (so privileges can be dropped afterwards), accepts once run() is called, or at once
  // when it was; from any thread. Gives the bound endpoint: port 0 asks for a free one. Every loop
  // has its own socket on the port (SO_REUSEPORT). IPv6 listeners take IPv6 only. Errors:
  // already_exists (the port is in use), not_allowed, unavailable.
  [[nodiscard]] Result<Endpoint> listen(const Endpoint& at, Handler handler,
                                        ListenerOptions options);
  // Datagrams for the first loop, from now on or once run() is called. Of `options` only `admits`
  // is asked, for each of them: what it does not admit is dropped. While 1000 are being handled, so
  // are the others. Errors as above.
  [[nodiscard]] Result<Endpoint> listen_for_datagrams(const Endpoint& at, DatagramHandler handler,
                                                      ListenerOptions options);
  // Stops listening there, for connections and datagrams; sessions go on. Returns when the port is
  // free, so never call it from a loop. False: nobody listens there.
  bool close(const Endpoint& bound);
  // A local socket file, made with mode 0600; a stale one is replaced. Served by the first loop.
  [[nodiscard]] Result<void> listen_local(const std::string& path, Handler handler);

  // Runs `task` on the first loop, for housekeeping.
  void spawn(std::function<Task<void>()> task);
  // Blocks until stop(); then closes listeners, gives sessions `grace` to end, closes the streams
  // of those that have not, and returns. Loop 0 is the calling thread.
  void run(Duration grace);
  void stop();  // safe from a signal-waiting task or another thread

  [[nodiscard]] boost::asio::any_io_executor loop(unsigned index);
  [[nodiscard]] std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Waits `period` on the caller's loop.
[[nodiscard]] Task<void> pause(std::chrono::nanoseconds period);

}  // namespace gatehouse::net
