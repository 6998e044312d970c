#include "net/listener.h"

#include <fcntl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string>

#include "base/log.h"
#include "base/text.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

constexpr Duration rest{100};  // after the system refused a connection for want of something
constexpr std::string_view tag = "NET";

Descriptor spare() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool is_shortage(int reason) {
  return reason == EMFILE || reason == ENFILE || reason == ENOBUFS || reason == ENOMEM;
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

std::optional<Census::Entry> Census::enter(const std::shared_ptr<Census>& census,
                                           const IpAddress& from) {
  if (!census->admit(from)) return std::nullopt;
  return std::optional<Entry>(std::in_place, census, from);
}

bool Census::admit(const IpAddress& from) {
  if (options_.admits && !options_.admits(from)) return false;
  if (present_.fetch_add(1) >= options_.most_connections) {
    --present_;
    return false;
  }
  if (from.is_loopback()) return true;
  const std::lock_guard lock(mutex_);
  auto& count = by_address_[from];
  if (count >= options_.most_per_address) {
    if (count == 0) by_address_.erase(from);
    --present_;
    return false;
  }
  ++count;
  return true;
}

void Census::leave(const IpAddress& from) {
  --present_;
  if (from.is_loopback()) return;
  const std::lock_guard lock(mutex_);
  const auto found = by_address_.find(from);
  if (--found->second == 0) by_address_.erase(found);
}

Acceptor::Acceptor(asio::any_io_executor loop, unsigned index, Descriptor socket,
                   const Listener& listener)
    : socket_(loop, socket.release()), index_(index), listener_(listener), reserve_(spare()) {}

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
  auto entry = Census::enter(listener_.census, remote.address);
  if (!entry) return log::write(log::Level::low, tag, "refused " + remote.text());

  const int socket = accepted.socket.release();
  const auto local =
      listener_.fixed_local ? *listener_.fixed_local : local_address(socket).endpoint();
  auto stream = is_local ? Stream(loop(), socket) : Stream(loop(), socket, remote, local);
  auto session = [&listener = listener_, index = index_, own = std::move(stream)]() mutable {
    return listener.handler(std::move(own), index);
  };
  auto at_end = [counted = std::move(*entry)](const std::exception_ptr& thrown) {
    if (thrown) log::write(log::Level::failure, tag, "a session failed: " + words_of(thrown));
  };
  asio::co_spawn(loop(), std::move(session), std::move(at_end));
}

// The next in line is told at once instead of being left to wait for a descriptor.
void Acceptor::refuse_next(int reason) {
  log::write(log::Level::failure, tag, std::string("cannot accept: ") + std::strerror(reason));
  reserve_.reset();
  static_cast<void>(accept_one(socket_.native_handle()));
  reserve_ = spare();
}

}  // namespace gatehouse::net
