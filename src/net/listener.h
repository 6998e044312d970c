// One listening address: who may come in and what serves them.
#pragma once

#include <atomic>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "net/server.h"
#include "net/socket.h"

namespace gatehouse::net {

// What was thrown, in words fit for the log.
[[nodiscard]] std::string words_of(const std::exception_ptr& thrown);

struct Listener {
  Handler handler;
  ListenerOptions options;              // with a census
  std::optional<Endpoint> fixed_local;  // every connection's local end, when that is known
  std::atomic<std::size_t>* present;    // connections of the server; outlives the loops
};
using ListenerView = std::shared_ptr<const Listener>;

// Accepts on one socket and starts a session for each connection, on its own loop. Out of
// descriptors, it refuses the next in line and rests. Belongs to its loop once run() has begun.
class Acceptor {
 public:
  Acceptor(boost::asio::any_io_executor loop, unsigned index, Descriptor socket,
           ListenerView listener);
  [[nodiscard]] Task<void> run();  // until close()
  void close();
  [[nodiscard]] boost::asio::any_io_executor loop() { return socket_.get_executor(); }

 private:
  void begin_session(Accepted accepted);
  void refuse_next(int reason);

  boost::asio::posix::stream_descriptor socket_;
  unsigned index_;
  ListenerView listener_;
  Descriptor reserve_;
};

}  // namespace gatehouse::net
