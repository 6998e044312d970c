#include "cli/connection.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <system_error>
#include <utility>

namespace gatehouse::cli {
namespace {

constexpr std::size_t longest_line = std::size_t{64} << 20U;
constexpr timeval patience{.tv_sec = 120, .tv_usec = 0};

std::unexpected<Error> system_failure(ErrorCode code) {
  return fail(code, std::generic_category().message(errno));
}

}  // namespace

Result<Connection> Connection::open(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto& path = socket.native();
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::malformed, "the path is too long for a socket");
  path.copy(&address.sun_path[0], path.size());
  Connection connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection.socket_ < 0) return system_failure(ErrorCode::unavailable);
  const auto* name = std::bit_cast<const sockaddr*>(&address);
  if (::connect(connection.socket_, name, sizeof address) != 0)
    return system_failure(ErrorCode::unavailable);
  ::setsockopt(connection.socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(connection.socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return connection;
}

Connection::Connection(Connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

Result<void> Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return system_failure(ErrorCode::closed);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<std::string> Connection::read_line() {
  std::size_t searched = 0;
  for (;;) {
    const auto end = buffer_.find('\n', searched);
    if (end != buffer_.npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    searched = buffer_.size();
    if (searched > longest_line) return fail(ErrorCode::too_long, "the answer is too long");
    std::array<char, 16384> piece{};
    const auto count = ::recv(socket_, piece.data(), piece.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return system_failure(ErrorCode::timed_out);
    if (count < 0) return system_failure(ErrorCode::closed);
    if (count == 0) return fail(ErrorCode::closed, "the server closed the connection");
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace gatehouse::cli
