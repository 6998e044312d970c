#include "ldap/link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/secret.h"
#include "ldap/message.h"

namespace gatehouse::ldap {
namespace {

using Clock = std::chrono::steady_clock;

// Words that nobody acknowledges for so long went to a peer that is gone; this finds a kept
// connection that some router has forgotten.
constexpr int longest_unacknowledged = 1500;  // milliseconds
constexpr std::size_t piece = 4096;

std::unexpected<Error> timed_out() { return fail(ErrorCode::timed_out, "no answer in time"); }

std::unexpected<Error> lost(int reason) {
  return fail(ErrorCode::closed, reason == 0 ? "it hung up" : std::strerror(reason));
}

void set(int socket, int level, int option, int value) {
  static_cast<void>(::setsockopt(socket, level, option, &value, sizeof value));
}

Descriptor new_socket(int family) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  set(socket.number(), IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket.number(), IPPROTO_TCP, TCP_USER_TIMEOUT, longest_unacknowledged);
  return socket;
}

Result<void> wait_for(int socket, short events, Until until) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return timed_out();
    pollfd item{.fd = socket, .events = events, .revents = 0};
    const int ready = ::poll(&item, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return lost(errno);
  }
}

Result<Descriptor> connected(const Endpoint& to, Until until) {
  auto address = net::SocketAddress::of(to);
  auto socket = new_socket(address.family());
  if (!socket.open()) return lost(errno);
  if (::connect(socket.number(), address.raw(), address.size) == 0) return socket;
  if (errno != EINPROGRESS) return lost(errno);
  if (auto ready = wait_for(socket.number(), POLLOUT, until); !ready)
    return std::unexpected(ready.error());
  int reason = 0;
  socklen_t size = sizeof reason;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &reason, &size) != 0) return lost(errno);
  if (reason != 0) return lost(reason);
  return socket;
}

bool name_peer(SSL* ssl, const std::string& host) {
  auto* const wanted = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(
      wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (IpAddress::parse(host)) return X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

Result<Link> Link::connect(const std::vector<IpAddress>& addresses, std::uint16_t port,
                           Until until) {
  Error last{ErrorCode::closed, "no address"};
  auto left = static_cast<int>(addresses.size());
  for (const auto& address : addresses) {
    const auto now = Clock::now();
    auto socket = connected({address, port}, now + (until - now) / left--);
    if (socket) return Link(std::move(*socket));
    last = std::move(socket.error());
  }
  return std::unexpected(std::move(last));
}

Result<void> Link::wait(short events, Until until) const {
  return wait_for(socket_.number(), events, until);
}

template <class Act>
Result<std::size_t> Link::with_tls(Act act, Until until) {
  while (true) {
    ERR_clear_error();
    const int result = act(ssl_.get());
    Result<void> ready;
    switch (net::need_after(ssl_.get(), result)) {
      case net::Need::nothing:
        return static_cast<std::size_t>(result);
      case net::Need::reading:
        ready = wait(POLLIN, until);
        break;
      case net::Need::writing:
        ready = wait(POLLOUT, until);
        break;
      case net::Need::peer_has_ended:
        return 0;
      case net::Need::failure:
        return std::unexpected(net::last_tls_error());
    }
    if (!ready) return std::unexpected(ready.error());
  }
}

Result<void> Link::start_tls(SSL_CTX* context, const std::string& host, Until until) {
  ssl_.reset(SSL_new(context));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.number()) != 1 || !name_peer(ssl_.get(), host))
    return std::unexpected(net::last_tls_error());
  const auto shaken = with_tls([](SSL* ssl) { return SSL_connect(ssl); }, until);
  if (shaken && *shaken > 0) return {};
  const auto verdict = SSL_get_verify_result(ssl_.get());
  if (verdict != X509_V_OK)
    return fail(ErrorCode::not_allowed,
                std::string("its certificate: ") + X509_verify_cert_error_string(verdict));
  return shaken ? lost(0) : std::unexpected(shaken.error());
}

Result<std::size_t> Link::write_some(std::string_view bytes, Until until) {
  if (ssl_) {
    const auto act = [bytes](SSL* ssl) {
      return SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size()));
    };
    auto count = with_tls(act, until);
    if (count && *count == 0) return lost(0);
    return count;
  }
  while (true) {
    const auto count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN && errno != EINTR) return lost(errno);
    if (auto ready = wait(POLLOUT, until); !ready) return std::unexpected(ready.error());
  }
}

Result<void> Link::write(std::string_view bytes, Until until) {
  while (!bytes.empty()) {
    const auto count = write_some(bytes, until);
    if (!count) return std::unexpected(count.error());
    bytes.remove_prefix(*count);
  }
  return {};
}

Result<std::size_t> Link::read_now(std::span<char> into, Until until) {
  if (ssl_) {
    const auto act = [into](SSL* ssl) {
      return SSL_read(ssl, into.data(), static_cast<int>(into.size()));
    };
    return with_tls(act, until);
  }
  while (true) {
    const auto count = ::recv(socket_.number(), into.data(), into.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN && errno != EINTR) return lost(errno);
    if (auto ready = wait(POLLIN, until); !ready) return std::unexpected(ready.error());
  }
}

// A stream of single bytes never has to wait, and a stream without end neither.
Result<void> Link::read_some(std::string& into, Until until) {
  if (Clock::now() >= until) return timed_out();
  std::array<char, piece> bytes{};
  const auto count = read_now(bytes, until);
  if (!count) return std::unexpected(count.error());
  if (*count == 0) return lost(0);
  into.append(bytes.data(), *count);
  return {};
}

Result<std::string> Link::read_message(std::size_t most, Until until) {
  std::string bytes;
  while (true) {
    const auto size = message_size(bytes, most);
    if (!size) return std::unexpected(size.error());
    if (*size && bytes.size() == **size) return bytes;
    if (*size && bytes.size() > **size)
      return fail(ErrorCode::malformed, "more than it was asked for");
    if (const auto got = read_some(bytes, until); !got) return std::unexpected(got.error());
  }
}

bool Link::quiet() const {
  if (ssl_ && SSL_has_pending(ssl_.get()) == 1) return false;
  pollfd item{.fd = socket_.number(), .events = POLLIN, .revents = 0};
  return ::poll(&item, 1, 0) == 0;
}

Result<TlsContext> client_context(const std::string& trusted_certificates) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1)
    return fail(ErrorCode::unavailable, "no TLS");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
  const int loaded = trusted_certificates.empty()
                         ? SSL_CTX_set_default_verify_paths(context.get())
                         : SSL_CTX_load_verify_file(context.get(), trusted_certificates.c_str());
  if (loaded != 1) return fail(ErrorCode::unavailable, "the trusted certificates cannot be read");
  return context;
}

}  // namespace gatehouse::ldap
