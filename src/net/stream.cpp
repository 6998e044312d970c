#include "net/stream.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/deadlines.h"
#include "net/socket.h"
#include "net/tls.h"

namespace gatehouse::net {

namespace asio = boost::asio;

namespace {

using Socket = asio::generic::stream_protocol::socket;

constexpr std::chrono::seconds longest_handshake{30};
constexpr std::chrono::seconds longest_farewell{2};
constexpr std::size_t most_left_over = 64U << 10U;  // bytes read and dropped at the end

enum class Progress { done, ended, must_wait };

std::unexpected<Error> closed(std::string why) { return fail(ErrorCode::closed, std::move(why)); }

}  // namespace

struct Stream::State final : Deadlines::Waiter {
  State(const asio::any_io_executor& loop, int descriptor, const Endpoint& from,
        const Endpoint& to);
  ~State() { close(); }

  Task<Result<std::size_t>> read_some(std::span<char> into);
  Task<Result<void>> write(std::string_view bytes);
  Task<Result<bool>> readable_or_woken();
  Task<Result<void>> handshake();
  Task<void> shut_down();
  Task<Result<void>> wait();
  std::optional<Result<std::size_t>> read_now(std::span<char> into);
  void wake();
  void close();

 private:
  void end_wait(Reason reason) override;
  void cancel_wait();
  [[nodiscard]] Result<void> standing() const;
  Result<Progress> read_once(std::span<char> into, std::size_t& count);
  Result<Progress> write_once(std::string_view& bytes);
  Result<Progress> peek();
  template <class Act>
  Result<Progress> with_ssl(Act act);
  Error tls_failure();
  void say_goodbye();
  std::size_t drop_input();

 public:
  Socket socket;
  Deadlines& deadlines;
  Ssl ssl;
  std::unique_ptr<TlsFacts> facts;
  Endpoint remote;
  Endpoint local;
  std::optional<unsigned> local_user;
  Socket::wait_type next_wait = Socket::wait_read;
  bool is_closed = false;
  bool is_late = false;
  bool is_waiting = false;
  bool is_woken = false;
  bool wakes = false;       // the wait in progress ends on wake()
  bool is_drained = false;  // the last read took all there was: wait before the next
  bool is_broken = false;   // TLS failed: not another word
};

Stream::State::State(const asio::any_io_executor& loop, int descriptor, const Endpoint& from,
                     const Endpoint& to)
    : socket(loop), deadlines(Deadlines::of(loop)), remote(from), local(to) {
  const asio::generic::stream_protocol of_any_family(AF_UNSPEC, 0);
  boost::system::error_code failed;
  socket.assign(of_any_family, descriptor, failed);
  is_closed = failed.failed();
  if (!is_closed) socket.non_blocking(true, failed);
  if (is_closed) Descriptor{descriptor}.reset();
}

// What a wait must end with if it ended now.
Result<void> Stream::State::standing() const {
  if (is_closed) return closed("the stream is closed");
  if (is_late) return fail(ErrorCode::timed_out, "the deadline passed");
  return {};
}

Task<Result<void>> Stream::State::wait() {
  if (auto now = standing(); !now) co_return now;
  is_waiting = true;
  deadlines.add(*this);
  // Taken off the list also when the loop is destroyed during the wait.
  const auto take_off = [](State* state) {
    state->is_waiting = false;
    state->deadlines.remove(*state);
  };
  std::unique_ptr<State, decltype(take_off)> listed(this, take_off);
  co_await socket.async_wait(next_wait, asio::as_tuple(asio::use_awaitable));
  listed.reset();
  is_drained = false;
  next_wait = Socket::wait_read;
  co_return standing();
}

void Stream::State::end_wait(Reason reason) {
  if (reason == Reason::closing) return close();
  is_late = true;
  cancel_wait();
}

void Stream::State::cancel_wait() {
  boost::system::error_code ignored;
  socket.cancel(ignored);
}

void Stream::State::wake() {
  is_woken = true;
  if (wakes && is_waiting) cancel_wait();
}

void Stream::State::close() {
  if (is_closed) return;
  say_goodbye();
  is_closed = true;
  boost::system::error_code ignored;
  socket.close(ignored);
}

void Stream::State::say_goodbye() {
  if (!facts || is_broken) return;
  ERR_clear_error();
  SSL_shutdown(ssl.get());
  ERR_clear_error();
  is_broken = true;
}

template <class Act>
Result<Progress> Stream::State::with_ssl(Act act) {
  if (is_broken) return closed("TLS has ended");
  ERR_clear_error();
  switch (need_after(ssl.get(), act(ssl.get()))) {
    case Need::nothing:
      return Progress::done;
    case Need::reading:
      is_drained = true;
      return Progress::must_wait;
    case Need::writing:
      next_wait = Socket::wait_write;
      return Progress::must_wait;
    case Need::peer_has_ended:
      return Progress::ended;
    case Need::failure:
      break;
  }
  return std::unexpected(tls_failure());
}

// After the handshake there is no difference to the caller: the stream is of no more use.
Error Stream::State::tls_failure() {
  is_broken = true;
  auto error = last_tls_error();
  if (facts) error.code = ErrorCode::closed;
  return error;
}

std::optional<Result<std::size_t>> Stream::State::read_now(std::span<char> into) {
  if (is_closed) return closed("the stream is closed");
  std::size_t count = 0;
  auto progress = read_once(into, count);
  if (!progress) return std::unexpected(std::move(progress.error()));
  if (*progress == Progress::must_wait) return std::nullopt;
  return count;
}

Result<Progress> Stream::State::read_once(std::span<char> into, std::size_t& count) {
  const bool holds_input = ssl && SSL_has_pending(ssl.get()) == 1;
  if (is_drained && !holds_input) return Progress::must_wait;
  if (ssl) {
    auto progress =
        with_ssl([&](SSL* tls) { return SSL_read_ex(tls, into.data(), into.size(), &count); });
    if (progress == Progress::done) is_drained = SSL_has_pending(ssl.get()) == 0;
    return progress;
  }
  const auto received = ::recv(socket.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
  if (received == 0) return Progress::ended;
  if (received < 0 && errno != EAGAIN) return closed(std::strerror(errno));
  if (received > 0) count = static_cast<std::size_t>(received);
  is_drained = count < into.size();
  return received < 0 ? Progress::must_wait : Progress::done;
}

Task<Result<std::size_t>> Stream::State::read_some(std::span<char> into) {
  for (;;) {
    if (auto count = read_now(into)) co_return std::move(*count);
    if (auto more = co_await wait(); !more) co_return std::unexpected(std::move(more.error()));
  }
}

Result<Progress> Stream::State::write_once(std::string_view& bytes) {
  if (is_closed) return closed("the stream is closed");
  if (ssl) {
    std::size_t count = 0;
    auto progress =
        with_ssl([&](SSL* tls) { return SSL_write_ex(tls, bytes.data(), bytes.size(), &count); });
    bytes.remove_prefix(count);
    return progress;
  }
  const auto sent =
      ::send(socket.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return closed(std::strerror(errno));
  if (sent < 0) next_wait = Socket::wait_write;
  if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  return sent < 0 ? Progress::must_wait : Progress::done;
}

Task<Result<void>> Stream::State::write(std::string_view bytes) {
  while (!bytes.empty()) {
    auto progress = write_once(bytes);
    if (!progress) co_return std::unexpected(std::move(progress.error()));
    if (*progress == Progress::ended) co_return closed("the peer ended TLS");
    if (*progress == Progress::done) continue;
    if (auto room = co_await wait(); !room) co_return room;
  }
  co_return Result<void>{};
}

// Whether TLS holds, or has just got, something for a reader; a plain socket is asked by waiting.
Result<Progress> Stream::State::peek() {
  if (is_closed) return closed("the stream is closed");
  if (!ssl) return Progress::must_wait;
  char first = 0;
  std::size_t count = 0;
  auto progress = with_ssl([&](SSL* tls) { return SSL_peek_ex(tls, &first, 1, &count); });
  // What was found, the end too, is for the next read: there is nothing to wait for.
  if (progress != Progress::must_wait) is_drained = false;
  return progress;
}

Task<Result<bool>> Stream::State::readable_or_woken() {
  for (;;) {
    if (std::exchange(is_woken, false)) co_return false;
    auto progress = peek();
    if (!progress) co_return std::unexpected(std::move(progress.error()));
    if (*progress != Progress::must_wait) co_return true;
    wakes = true;
    auto waited = co_await wait();
    wakes = false;
    if (!waited) co_return std::unexpected(std::move(waited.error()));
    if (!ssl && !is_woken) co_return true;
  }
}

Task<Result<void>> Stream::State::handshake() {
  const Moment own_deadline = deadline;
  deadline = std::min(deadline, deadlines.now() + longest_handshake);
  Result<Progress> progress = Progress::must_wait;
  while (progress == Progress::must_wait) {
    progress = with_ssl([](SSL* tls) { return SSL_do_handshake(tls); });
    if (progress != Progress::must_wait) break;
    if (auto more = co_await wait(); !more) progress = std::unexpected(std::move(more.error()));
  }
  deadline = own_deadline;
  if (progress == Progress::ended) progress = closed("the peer ended TLS");
  if (!progress) {
    close();
    co_return std::unexpected(std::move(progress.error()));
  }
  facts = std::make_unique<TlsFacts>(facts_of(ssl.get()));
  co_return Result<void>{};
}

Task<void> Stream::State::shut_down() {
  if (is_closed) co_return;
  say_goodbye();
  ssl.reset();  // what still comes is dropped unread
  deadline = deadlines.now() + longest_farewell;
  is_late = false;
  if (drop_input() > 0) {
    ::shutdown(socket.native_handle(), SHUT_WR);
    for (std::size_t dropped = 0; dropped < most_left_over;) {
      if (auto more = co_await wait(); !more) break;
      const auto size = drop_input();
      if (size == 0) break;
      dropped += size;
    }
  }
  close();
}

// Bytes that were there and are not any more.
std::size_t Stream::State::drop_input() {
  std::array<char, 4096> dropped;
  const auto count = read_now(dropped);
  return count && *count ? **count : 0;
}

Stream::Stream(asio::any_io_executor loop, int socket) {
  const auto local = local_address(socket);
  const auto remote = remote_address(socket);
  state_ = std::make_unique<State>(loop, socket, remote.endpoint(), local.endpoint());
  if (local.family() == AF_UNIX) state_->local_user = peer_user(socket);
}

Stream::Stream(asio::any_io_executor loop, int socket, const Endpoint& remote,
               const Endpoint& local)
    : state_(std::make_unique<State>(loop, socket, remote, local)) {}

Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Task<Result<std::size_t>> Stream::read_some(std::span<char> into) {
  return state_->read_some(into);
}

std::optional<Result<std::size_t>> Stream::read_now(std::span<char> into) {
  return state_->read_now(into);
}

Task<Result<void>> Stream::readable() { return state_->wait(); }

Task<Result<void>> Stream::write(std::string_view bytes) { return state_->write(bytes); }

Task<Result<void>> Stream::start_tls(ssl_ctx_st* context, std::string_view service) {
  state_->is_drained = false;
  state_->ssl =
      make_ssl(context, state_->socket.native_handle(),
               {.service = std::string(service), .remote = state_->remote, .local = state_->local});
  if (!state_->ssl) {
    state_->close();
    co_return fail(ErrorCode::unavailable, last_tls_error().detail);
  }
  co_return co_await state_->handshake();
}

Task<Result<bool>> Stream::readable_or_woken() { return state_->readable_or_woken(); }

void Stream::wake() { state_->wake(); }

void Stream::close() { state_->close(); }

Task<void> Stream::shut_down() { return state_->shut_down(); }

void Stream::set_deadline(Moment at) {
  state_->deadline = at;
  state_->is_late = false;
}

void Stream::set_time_limit(Duration from_now) { set_deadline(state_->deadlines.now() + from_now); }

void Stream::stands_for(const Endpoint& remote, const Endpoint& local) {
  state_->remote = remote;
  state_->local = local;
}

const Endpoint& Stream::remote() const { return state_->remote; }

const Endpoint& Stream::local() const { return state_->local; }

const TlsFacts* Stream::tls() const { return state_->facts.get(); }

std::optional<unsigned> Stream::local_user() const { return state_->local_user; }

asio::any_io_executor Stream::loop() const { return state_->socket.get_executor(); }

void measure_deadlines_with(const Clock& clock, const asio::any_io_executor& loop) {
  Deadlines::of(loop).read(clock);
}

}  // namespace gatehouse::net
