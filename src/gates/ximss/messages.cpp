#include "gates/ximss/messages.h"

#include <array>

#include "base/secret.h"

namespace gatehouse::gates::ximss {
namespace {

constexpr std::size_t chunk = 4096;

}  // namespace

net::Task<Result<std::string_view>> Messages::read() {
  release();
  std::size_t searched = 0;
  for (;;) {
    const auto end = buffer_.find('\0', searched);
    if (end == 0) {
      buffer_.erase(0, 1);
      continue;
    }
    if (end > longest_ && buffer_.size() > longest_)
      co_return fail(ErrorCode::too_long, "a message of over " + std::to_string(longest_));
    if (end != buffer_.npos) {
      taken_ = end + 1;
      co_return std::string_view(buffer_).substr(0, end);
    }
    searched = buffer_.size();
    auto more = co_await fill();
    if (!more) co_return std::unexpected(std::move(more.error()));
  }
}

// Waits while nothing is there, holding no buffer for it.
net::Task<Result<void>> Messages::fill() {
  for (;;) {
    std::array<char, chunk> piece;
    auto count = stream_.read_now(piece);
    if (count && !*count) co_return std::unexpected(std::move(count->error()));
    if (count && **count == 0) co_return fail(ErrorCode::closed, "the peer ended the connection");
    if (count) {
      buffer_.append(piece.data(), **count);
      wipe(piece.data(), **count);
      co_return Result<void>{};
    }
    auto ready = co_await stream_.readable();
    if (!ready) co_return ready;
  }
}

void Messages::release() {
  wipe(buffer_.data(), taken_);
  buffer_.erase(0, taken_);
  taken_ = 0;
}

void Messages::forget() {
  wipe(buffer_.data(), buffer_.size());
  buffer_.clear();
  taken_ = 0;
}

}  // namespace gatehouse::gates::ximss
