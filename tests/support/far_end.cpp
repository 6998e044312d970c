#include "tests/support/far_end.h"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>

namespace gatehouse::support {
namespace {

using Moment = std::chrono::steady_clock::time_point;

template <auto function>
struct Freed {
  template <class T>
  void operator()(T* held) const {
    function(held);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Freed<SSL_free>>;

constexpr std::size_t longest_line = std::size_t{1} << 20U;

}  // namespace

struct FarEnd::State {
  int socket;
  Context context;
  Tls tls;
  std::string buffer;

  explicit State(int taken) : socket(taken) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ::close(socket); }

  Result<void> wait(short what, Moment until) const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd item{.fd = socket, .events = what, .revents = 0};
    if (left.count() <= 0 || ::poll(&item, 1, static_cast<int>(left.count())) <= 0)
      return fail(ErrorCode::timed_out, "nothing happened for 5 s");
    return {};
  }

  // Repeats a TLS call until it is done; its count, or 0 at the end of the stream.
  template <class Call>
  Result<std::size_t> repeat(Call call, Moment until) {
    while (true) {
      const int done = call();
      if (done > 0) return static_cast<std::size_t>(done);
      const int why = SSL_get_error(tls.get(), done);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return 0;
      const auto ready = wait(why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until);
      if (!ready) return std::unexpected(ready.error());
    }
  }

  Result<std::size_t> read_some(std::span<char> into, Moment until) {
    if (tls)
      return repeat([&] { return SSL_read(tls.get(), into.data(), static_cast<int>(into.size())); },
                    until);
    const auto ready = wait(POLLIN, until);
    if (!ready) return std::unexpected(ready.error());
    const auto count = ::recv(socket, into.data(), into.size(), 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  Result<std::size_t> write_some(std::string_view bytes, Moment until) {
    if (tls)
      return repeat(
          [&] { return SSL_write(tls.get(), bytes.data(), static_cast<int>(bytes.size())); },
          until);
    const auto ready = wait(POLLOUT, until);
    if (!ready) return std::unexpected(ready.error());
    const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) return write_some(bytes, until);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
};

FarEnd::FarEnd(int socket) : state_(std::make_unique<State>(socket)) {}
FarEnd::FarEnd(FarEnd&&) noexcept = default;
FarEnd& FarEnd::operator=(FarEnd&&) noexcept = default;
FarEnd::~FarEnd() = default;

Result<std::string> FarEnd::read_line() {
  const auto until = std::chrono::steady_clock::now() + patience;
  auto& buffer = state_->buffer;
  std::array<char, 4096> piece{};
  auto end = buffer.find('\n');
  while (end == buffer.npos) {
    const auto count = state_->read_some(piece, until);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return fail(ErrorCode::closed, buffer);
    if (buffer.size() > longest_line) return fail(ErrorCode::too_long, "a line without end");
    const auto from = buffer.size();
    buffer.append(piece.data(), *count);
    end = buffer.find('\n', from);
  }
  auto line = buffer.substr(0, end + 1);
  buffer.erase(0, end + 1);
  if (line.ends_with("\r\n")) line.resize(line.size() - 2);
  return line;
}

Result<void> FarEnd::write(std::string_view bytes) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!bytes.empty()) {
    const auto count = state_->write_some(bytes, until);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return fail(ErrorCode::closed, "the server closed the connection");
    bytes.remove_prefix(*count);
  }
  return {};
}

Result<void> FarEnd::start_tls() {
  if (!state_->buffer.empty())
    return fail(ErrorCode::malformed, "the server sent more before TLS: " + state_->buffer);
  state_->context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(state_->context.get(), SSL_VERIFY_NONE, nullptr);
  state_->tls.reset(SSL_new(state_->context.get()));
  SSL_set_fd(state_->tls.get(), state_->socket);
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto done = state_->repeat([this] { return SSL_connect(state_->tls.get()); }, until);
  if (!done) return std::unexpected(done.error());
  if (*done == 0) return fail(ErrorCode::closed, "the TLS handshake failed");
  return {};
}

}  // namespace gatehouse::support
