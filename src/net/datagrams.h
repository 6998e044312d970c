// Datagrams (UDP, RFC 768) of one local address. A socket bound to every address answers from the
// one it was asked at.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/result.h"
#include "net/socket.h"
#include "net/task.h"

namespace gatehouse::net {

struct Datagram {
  Endpoint remote;
  Endpoint local;  // where it was sent to
  std::string bytes;
};

class Datagrams {
 public:
  static constexpr std::size_t longest = 65507;

  // already_exists: the port is in use; not_allowed, unavailable as for listening sockets.
  [[nodiscard]] static Result<std::shared_ptr<Datagrams>> open(boost::asio::any_io_executor loop,
                                                               const Endpoint& at);
  Datagrams(boost::asio::any_io_executor loop, Descriptor socket, Endpoint bound);

  [[nodiscard]] const Endpoint& bound() const { return bound_; }
  [[nodiscard]] boost::asio::any_io_executor loop() { return socket_.get_executor(); }
  // Sends bytes from `datagram.local` to `datagram.remote`; from any thread, never waits. False: it
  // was dropped, as any datagram may be.
  bool send(const Datagram& datagram) const;

  // Hands out what arrives, on the loop, until close(). `on_datagram` must not wait; an empty
  // datagram is none.
  using OnDatagram = std::function<void(Datagram)>;
  [[nodiscard]] Task<void> receive(OnDatagram on_datagram);
  void close();  // on the loop

 private:
  [[nodiscard]] bool take_one(const OnDatagram& on_datagram) const;

  boost::asio::posix::stream_descriptor socket_;
  int number_;  // of the same socket
  Endpoint bound_;
};

}  // namespace gatehouse::net
