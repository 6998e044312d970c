#include "net/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gatehouse::net {
namespace {

constexpr int backlog = 4096;  // the kernel cuts it to net.core.somaxconn
constexpr int on = 1;

std::unexpected<Error> failed(const std::string& what) {
  const int reason = errno;
  const auto code = reason == EADDRINUSE                  ? ErrorCode::already_exists
                    : reason == EACCES || reason == EPERM ? ErrorCode::not_allowed
                                                          : ErrorCode::unavailable;
  return fail(code, what + ": " + std::strerror(reason));
}

void set(int socket, int level, int option) {
  static_cast<void>(::setsockopt(socket, level, option, &on, sizeof on));
}

Descriptor new_socket(int family, int type = SOCK_STREAM) {
  return Descriptor(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool somebody_answers(sockaddr_un address) {
  const auto probe = new_socket(AF_UNIX);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(probe.number(), raw, sizeof address) == 0 || errno == EAGAIN;
}

}  // namespace

SocketAddress SocketAddress::of(const Endpoint& at) {
  SocketAddress address;
  if (at.address.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(at.port);
    std::memcpy(&v4->sin_addr, at.address.bytes.data() + 12, 4);
    address.size = sizeof *v4;
    return address;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(at.port);
  std::memcpy(&v6->sin6_addr, at.address.bytes.data(), 16);
  address.size = sizeof *v6;
  return address;
}

Endpoint SocketAddress::endpoint() const {
  Endpoint at;
  if (family() == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
    std::memcpy(at.address.bytes.data(), &v6->sin6_addr, 16);
    at.port = ntohs(v6->sin6_port);
    return at;
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
  const bool internet = family() == AF_INET;
  const std::uint32_t number = internet ? v4->sin_addr.s_addr : htonl(INADDR_LOOPBACK);
  at.address.bytes[10] = at.address.bytes[11] = 0xFF;
  std::memcpy(at.address.bytes.data() + 12, &number, 4);
  at.port = internet ? ntohs(v4->sin_port) : std::uint16_t{0};
  return at;
}

SocketAddress local_address(int socket) {
  SocketAddress address;
  static_cast<void>(::getsockname(socket, address.raw(), &address.size));
  return address;
}

SocketAddress remote_address(int socket) {
  SocketAddress address;
  static_cast<void>(::getpeername(socket, address.raw(), &address.size));
  return address;
}

Result<Descriptor> listening_socket(const Endpoint& at, Sharing sharing) {
  auto address = SocketAddress::of(at);
  auto socket = new_socket(address.family());
  if (!socket.open()) return failed("socket for " + at.text());
  set(socket.number(), SOL_SOCKET, SO_REUSEADDR);
  if (sharing.one_of_many) set(socket.number(), SOL_SOCKET, SO_REUSEPORT);
  if (address.family() == AF_INET6) set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY);
  set(socket.number(), IPPROTO_TCP, TCP_NODELAY);
  if (::bind(socket.number(), address.raw(), address.size) != 0 ||
      ::listen(socket.number(), backlog) != 0)
    return failed("listen on " + at.text());
  return socket;
}

Result<Descriptor> datagram_socket(const Endpoint& at) {
  auto address = SocketAddress::of(at);
  auto socket = new_socket(address.family(), SOCK_DGRAM);
  if (!socket.open()) return failed("socket for " + at.text());
  if (address.family() == AF_INET6) {
    set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY);
    set(socket.number(), IPPROTO_IPV6, IPV6_RECVPKTINFO);
  } else {
    set(socket.number(), IPPROTO_IP, IP_PKTINFO);
  }
  if (::bind(socket.number(), address.raw(), address.size) != 0)
    return failed("datagrams at " + at.text());
  return socket;
}

Result<Descriptor> listening_local_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::too_long, "the path of a local socket is too long: " + path);
  std::ranges::copy(path, address.sun_path);
  if (somebody_answers(address))
    return fail(ErrorCode::already_exists, "a server answers at " + path + " already");

  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
  auto socket = new_socket(AF_UNIX);
  // The file takes the socket's own mode, so there is no moment at which others could connect.
  if (!socket.open() || ::fchmod(socket.number(), 0600) != 0 ||
      ::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.number(), backlog) != 0)
    return failed("listen on " + path);
  return socket;
}

std::expected<Accepted, int> accept_one(int listener) {
  Accepted accepted;
  accepted.socket = Descriptor(::accept4(listener, accepted.remote.raw(), &accepted.remote.size,
                                         SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!accepted.socket.open()) return std::unexpected(errno);
  return accepted;
}

std::optional<unsigned> peer_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

}  // namespace gatehouse::net
