#include "auth/channel.h"

#include <array>
#include <cstdint>
#include <utility>

#include "base/secret.h"

namespace gatehouse::auth {
namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t most_waiting = 16U << 20U;
constexpr std::size_t read_size = 16U << 10U;
constexpr auto longest_write = std::chrono::seconds{30};

std::size_t length_at(std::string_view bytes) {
  std::uint32_t length = 0;
  for (const char byte : bytes.substr(0, length_size))
    length = (length << 8U) | static_cast<unsigned char>(byte);
  return length;
}

void append_length(std::string& bytes, std::size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((length >> static_cast<unsigned>(shift)) & 0xFFU);
}

void wipe_text(std::string& text) { wipe(text.data(), text.size()); }

}  // namespace

Frames::~Frames() { wipe_text(buffer_); }

void Frames::append(std::string_view bytes) {
  forget_read();
  // Growing by itself would leave the old bytes behind.
  if (buffer_.capacity() < buffer_.size() + bytes.size()) {
    std::string larger;
    larger.reserve(2 * (buffer_.size() + bytes.size()));
    larger = buffer_;
    wipe_text(buffer_);
    buffer_ = std::move(larger);
  }
  buffer_ += bytes;
}

void Frames::forget_read() {
  if (begin_ == 0) return;
  wipe(buffer_.data(), begin_);
  buffer_.erase(0, begin_);
  begin_ = 0;
}

Result<std::optional<std::string_view>> Frames::next() {
  const auto rest = std::string_view(buffer_).substr(begin_);
  if (rest.size() < length_size) return std::nullopt;
  const auto length = length_at(rest);
  if (length > longest_message) return fail(ErrorCode::too_long, "message of an unknown peer");
  if (rest.size() < length_size + length) return std::nullopt;
  begin_ += length_size + length;
  return rest.substr(length_size, length);
}

Channel::~Channel() { wipe_text(waiting_); }

bool Channel::send(std::string message) {
  const WipeAtEnd wiped(message);
  if (closed_ || message.size() > longest_message) return false;
  if (waiting_.size() + message.size() > most_waiting) return false;
  const bool first = waiting_.empty();
  append_length(waiting_, message.size());
  waiting_ += message;
  if (first) stream_.wake();
  return true;
}

void Channel::close() {
  closed_ = true;
  stream_.close();
}

net::Task<void> Channel::run(OnMessage on_message) {
  while (!closed_) {
    auto written = co_await write_waiting();
    if (!written) break;
    auto readable = co_await stream_.readable_or_woken();
    if (!readable || (*readable && !read_waiting(on_message))) break;
  }
  close();
}

net::Task<Result<void>> Channel::write_waiting() {
  while (!waiting_.empty()) {
    auto batch = std::exchange(waiting_, {});
    const WipeAtEnd wiped(batch);
    stream_.set_time_limit(longest_write);
    auto written = co_await stream_.write(batch);
    stream_.set_deadline(Moment::max());
    if (!written) co_return written;
  }
  co_return Result<void>{};
}

bool Channel::read_waiting(const OnMessage& on_message) {
  std::array<char, read_size> piece;
  while (auto count = stream_.read_now(piece)) {
    if (!*count || **count == 0) return false;
    frames_.append({piece.data(), **count});
    wipe(piece.data(), **count);
    if (!hand_out(on_message)) return false;
  }
  return true;
}

bool Channel::hand_out(const OnMessage& on_message) {
  for (;;) {
    const auto message = frames_.next();
    if (!message) return false;
    if (!*message) return true;
    if (!on_message(**message) || closed_) return false;
  }
}

}  // namespace gatehouse::auth
