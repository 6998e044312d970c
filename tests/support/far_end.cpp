#include "tests/support/far_end.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <thread>

namespace gatehouse::support {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20U;

}  // namespace

FarEnd::FarEnd(int socket, char line_end) : socket_(socket), line_end_(line_end) {
  const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Result<std::string> FarEnd::read_some() {
  pollfd item{.fd = socket_.number(), .events = POLLIN, .revents = 0};
  const bool waiting = tls_ && SSL_pending(tls_->raw()) > 0;
  if (!waiting &&
      ::poll(&item, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) <= 0)
    return fail(ErrorCode::timed_out, "the server said nothing for 5 s");
  if (tls_) return tls_->read();
  std::string bytes(4096, '\0');
  const auto count = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

Result<std::string> FarEnd::read_line() {
  auto end = buffer_.find(line_end_);
  while (end == buffer_.npos) {
    const auto bytes = read_some();
    if (!bytes && bytes.error().code == ErrorCode::timed_out) return bytes;
    if (!bytes || bytes->empty()) return fail(ErrorCode::closed, buffer_);
    if (buffer_.size() > longest_line) return fail(ErrorCode::too_long, "a line without end");
    end = bytes->find(line_end_);
    if (end != bytes->npos) end += buffer_.size();
    buffer_ += *bytes;
  }
  auto line = buffer_.substr(0, end + 1);
  buffer_.erase(0, end + 1);
  if (line.ends_with("\r\n")) line.resize(line.size() - 2);
  if (line_end_ == '\0') line.pop_back();
  return line;
}

Result<void> FarEnd::write(std::string_view bytes) {
  if (tls_) return tls_->write(bytes);
  while (!bytes.empty()) {
    const auto count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return fail(ErrorCode::closed, "the server took no more");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

void FarEnd::wait_until_taken() const {
  const auto until = std::chrono::steady_clock::now() + patience;
  int waiting = 1;
  while (std::chrono::steady_clock::now() < until && waiting != 0) {
    if (::ioctl(socket_.number(), TIOCOUTQ, &waiting) != 0) return;
    std::this_thread::yield();
  }
}

Result<void> FarEnd::start_tls() {
  if (!buffer_.empty())
    return fail(ErrorCode::malformed, "the server said more before TLS: " + buffer_);
  tls_.emplace();
  return tls_->connect(socket_.number(), TlsClient::Wishes{});
}

}  // namespace gatehouse::support
