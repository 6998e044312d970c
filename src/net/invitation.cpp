#include "net/invitation.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <random>
#include <utility>

#include "net/socket.h"

namespace gatehouse::net {
namespace {

namespace asio = boost::asio;

constexpr int most_strangers = 100;
constexpr unsigned most_tries = 64;  // ports looked at in a range

std::uint16_t any_of(PortRange range) {
  static thread_local std::minstd_rand numbers{std::random_device{}()};
  return std::uniform_int_distribution<std::uint16_t>(range.first, range.last)(numbers);
}

Result<Descriptor> listening(const IpAddress& here, PortRange range) {
  if (range.first == 0 || range.last < range.first) return listening_socket({here, 0}, {});
  for (unsigned tries = 0; tries < most_tries; ++tries) {
    auto socket = listening_socket({here, any_of(range)}, {});
    if (socket || socket.error().code != ErrorCode::already_exists) return socket;
  }
  return fail(ErrorCode::unavailable, "no free port for a data connection");
}

struct Alarm {
  explicit Alarm(Invitation* whose) : target(whose) {}
  Invitation* target;  // null: nobody waits any more
  bool has_rung = false;
};
struct Disarmed {
  explicit Disarmed(Alarm& which) : alarm(which) {}
  Disarmed(const Disarmed&) = delete;
  Disarmed& operator=(const Disarmed&) = delete;
  ~Disarmed() { alarm.target = nullptr; }
  Alarm& alarm;
};

}  // namespace

struct Invitation::State {
  State(const asio::any_io_executor& loop, Descriptor listening_one, std::uint16_t number)
      : socket(loop, listening_one.release()), port(number) {}

  asio::posix::stream_descriptor socket;
  std::uint16_t port;
};

Invitation::Invitation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Invitation::Invitation(Invitation&&) noexcept = default;
Invitation& Invitation::operator=(Invitation&&) noexcept = default;
Invitation::~Invitation() = default;

Result<Invitation> Invitation::open(const asio::any_io_executor& loop, const IpAddress& here,
                                    PortRange range) {
  auto socket = listening(here, range);
  if (!socket) return fail(ErrorCode::unavailable, socket.error().detail);
  const auto port = local_address(socket->number()).endpoint().port;
  return Invitation(std::make_unique<State>(loop, std::move(*socket), port));
}

std::uint16_t Invitation::port() const { return state_->port; }

void Invitation::close() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

Task<Result<Stream>> Invitation::accept(IpAddress guest, Duration patience) {
  auto& socket = state_->socket;
  const auto alarm = std::make_shared<Alarm>(this);
  const Disarmed at_end{*alarm};  // an alarm that has rung may still be on its way
  asio::steady_timer limit(socket.get_executor(), patience);
  limit.async_wait([alarm](const boost::system::error_code& cancelled) {
    if (cancelled || alarm->target == nullptr) return;
    alarm->has_rung = true;
    alarm->target->close();
  });
  for (int strangers = 0; strangers < most_strangers && socket.is_open();) {
    auto accepted = accept_one(socket.native_handle());
    if (accepted && accepted->remote.endpoint().address == guest) {
      close();
      co_return Stream(socket.get_executor(), accepted->socket.release());
    }
    if (accepted) ++strangers;
    if (accepted || accepted.error() == ECONNABORTED || accepted.error() == EINTR) continue;
    if (accepted.error() != EAGAIN) break;
    co_await socket.async_wait(asio::posix::descriptor_base::wait_read,
                               asio::as_tuple(asio::use_awaitable));
  }
  close();
  if (alarm->has_rung) co_return fail(ErrorCode::timed_out, "nobody connected");
  co_return fail(ErrorCode::closed, "the port was closed");
}

}  // namespace gatehouse::net
