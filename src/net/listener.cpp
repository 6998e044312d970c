#include "net/listener.h"

#include <fcntl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "net/proxy_protocol.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

constexpr Duration rest{100};  // after the system refused a connection for want of something
constexpr std::string_view tag = "NET";

Descriptor spare() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool is_shortage(int reason) {
  return reason == EMFILE || reason == ENFILE || reason == ENOBUFS || reason == ENOMEM;
}

bool is_proxy(const Listener& listener, const IpAddress& remote) {
  return listener.options.is_proxy && listener.options.is_proxy(remote);
}

bool may_come(const Listener& listener, Census::Entry& entry, const IpAddress& remote) {
  const auto& admits = listener.options.admits;
  return (!admits || admits(remote)) && entry.counts(remote);
}

// One more of the server's connections until it ends.
class Presence {
 public:
  explicit Presence(std::atomic<std::size_t>* present) : present_(present) { ++*present_; }
  Presence(Presence&& other) noexcept : present_(std::exchange(other.present_, nullptr)) {}
  Presence& operator=(Presence&&) = delete;
  ~Presence() {
    if (present_ != nullptr) --*present_;
  }

 private:
  std::atomic<std::size_t>* present_;
};

struct Visitor {
  Stream stream;
  Census::Entry entry;
  Presence presence;
};

Task<void> serve(ListenerView listener, Visitor visitor, unsigned index) {
  auto session = listener->handler(std::move(visitor.stream), index);
  co_await std::move(session);
}

// The proxy itself is counted with all connections and blocked by nothing else.
Task<void> serve_proxied(ListenerView listener, Visitor visitor, unsigned index) {
  const auto proxy = visitor.stream.remote();
  const auto refused = [&proxy](const std::string& why) {
    log::write(log::Level::low, tag, "refused " + proxy.text() + ": " + escaped(why));
  };
  const auto header = co_await take_proxy_header(visitor.stream);
  if (!header) co_return refused(header.error().detail);
  if (header->ends) {
    const auto& [remote, local] = *header->ends;
    // The loopback of another machine is none of ours, and has none of its privileges.
    if (remote.address.is_loopback() && !proxy.address.is_loopback())
      co_return refused("a proxy's own loopback address");
    if (!may_come(*listener, visitor.entry, remote.address))
      co_return refused("for " + remote.text());
    visitor.stream.stands_for(remote, local);
  }
  auto session = serve(std::move(listener), std::move(visitor), index);
  co_await std::move(session);
}

}  // namespace

std::string words_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return escaped(error.what());
  } catch (...) {
    return "unknown";
  }
}

Acceptor::Acceptor(asio::any_io_executor loop, unsigned index, Descriptor socket,
                   ListenerView listener)
    : socket_(loop, socket.release()),
      index_(index),
      listener_(std::move(listener)),
      reserve_(spare()) {}

Task<void> Acceptor::run() {
  while (socket_.is_open()) {
    co_await socket_.async_wait(socket_.wait_read, asio::as_tuple(asio::use_awaitable));
    if (!socket_.is_open()) break;
    auto accepted = accept_one(socket_.native_handle());
    if (accepted) {
      begin_session(std::move(*accepted));
    } else if (is_shortage(accepted.error())) {
      refuse_next(accepted.error());
      co_await pause(rest);
    }
  }
}

void Acceptor::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Acceptor::begin_session(Accepted accepted) {
  const bool is_local = accepted.remote.family() == AF_UNIX;
  const auto remote = accepted.remote.endpoint();
  const bool proxied = !is_local && is_proxy(*listener_, remote.address);
  auto entry = Census::enter(listener_->options.census);
  if (!entry || (!proxied && !may_come(*listener_, *entry, remote.address)))
    return log::write(log::Level::low, tag, "refused " + remote.text());

  const int socket = accepted.socket.release();
  const auto local =
      listener_->fixed_local ? *listener_->fixed_local : local_address(socket).endpoint();
  Visitor visitor{is_local ? Stream(loop(), socket) : Stream(loop(), socket, remote, local),
                  std::move(*entry), Presence(listener_->present)};
  auto session = [listener = listener_, index = index_, proxied,
                  own = std::move(visitor)]() mutable -> Task<void> {
    if (proxied) return serve_proxied(listener, std::move(own), index);
    return serve(listener, std::move(own), index);
  };
  const auto at_end = [](const std::exception_ptr& thrown) {
    if (thrown) log::write(log::Level::failure, tag, "a session failed: " + words_of(thrown));
  };
  asio::co_spawn(loop(), std::move(session), at_end);
}

// The next in line is told at once instead of being left to wait for a descriptor.
void Acceptor::refuse_next(int reason) {
  log::write(log::Level::failure, tag, std::string("cannot accept: ") + std::strerror(reason));
  reserve_.reset();
  static_cast<void>(accept_one(socket_.native_handle()));
  reserve_ = spare();
}

}  // namespace gatehouse::net
