// How a message goes out: by the socket its datagram came by, or the connection. Values that may be
// kept and used by any loop.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "gates/sip/bindings.h"
#include "net/datagrams.h"
#include "net/waker.h"

namespace gatehouse::gates::sip {

// The outgoing side of a stream: other loops put messages in, its own one writes them.
class Connection {
 public:
  static constexpr std::size_t most_waiting = std::size_t{1} << 18U;  // bytes

  explicit Connection(net::Stream& stream) : waker_(stream) {}
  // From any thread. False: it is closed, or its reader is too slow.
  bool post(std::string bytes);
  [[nodiscard]] std::optional<std::string> take();  // the next one to be written
  void close();                                     // on its loop, before the stream ends

 private:
  net::Waker waker_;
  std::mutex lock_;
  std::deque<std::string> waiting_;
  std::size_t size_ = 0;
  bool closed_ = false;
};

struct Way {
  Reach reach;
  std::shared_ptr<net::Datagrams> socket{};
  std::shared_ptr<Connection> connection{};

  bool send(std::string bytes) const;  // false: it cannot be sent
};

// All the ways there are now. Safe for concurrent use.
class Ways {
 public:
  void note(const Way& way);  // messages come by it
  void forget(const Way& way);
  // nullopt: there is no connection from there (any more), or no socket.
  [[nodiscard]] std::optional<Way> to(const Reach& reach) const;
  // Where messages of ours come in.
  [[nodiscard]] bool is_ours(std::string_view host, std::uint16_t port) const;
  // The address of ours that messages by that transport come in at, seen from `local`.
  [[nodiscard]] Endpoint own(Transport transport, const Endpoint& local) const;

 private:
  static constexpr std::size_t most_places = 256;

  mutable std::mutex lock_;
  std::map<Endpoint, std::weak_ptr<Connection>> connections_;  // by the remote end
  std::map<Endpoint, std::weak_ptr<net::Datagrams>> sockets_;  // by the local end
  std::map<Endpoint, Transport> places_;                       // local ends
};

}  // namespace gatehouse::gates::sip
