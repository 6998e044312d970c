#include "net/lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/secret.h"

namespace gatehouse::net {
namespace {

constexpr std::size_t chunk = 4096;          // bytes asked for at a time while reading lines
constexpr std::size_t large_chunk = 16384;   // and while reading counted bytes
constexpr std::size_t hopelessly_long = 16;  // times over the limit: the peer is not in earnest

// A view of up to and including the line's end; empty when it has not come yet.
std::string_view first_line(std::string_view input, std::size_t searched) {
  const auto end = input.find('\n', searched);
  return end == input.npos ? std::string_view{} : input.substr(0, end + 1);
}

Error closed_at_end() { return {ErrorCode::closed, "the peer ended the connection"}; }

}  // namespace

Lines::~Lines() { wipe(buffer_.data(), buffer_.size()); }

Task<Result<std::string_view>> Lines::read_line() {
  std::size_t searched = 0;
  std::size_t dropped = 0;
  for (;;) {
    if (const auto line = first_line(input(), searched); !line.empty()) {
      const auto words = take(line);
      if (dropped + words.size() <= longest_) co_return words;
      wipe_input();
      co_return fail(ErrorCode::too_long, "a line of over " + std::to_string(longest_) + " bytes");
    }
    if (dropped > 0 || input().size() > longest_ + 1) dropped += drop_all_but_cr();
    if (dropped > hopelessly_long * longest_) {
      stream_.close();
      co_return fail(ErrorCode::closed, "a line without an end");
    }
    searched = input().size();
    if (auto more = co_await fill(); !more) co_return std::unexpected(std::move(more.error()));
  }
}

std::string_view Lines::take(std::string_view line) {
  begin_ += line.size();
  line.remove_suffix(1);
  ended_bare_ = !line.ends_with('\r');
  if (!ended_bare_) line.remove_suffix(1);
  return line;
}

// A CR at the end stays: its LF may be the next byte to come.
std::size_t Lines::drop_all_but_cr() {
  const bool keeps_cr = input().ends_with('\r');
  const auto size = drop_input();
  if (!keeps_cr) return size;
  buffer_ = '\r';
  return size - 1;
}

// Waits while nothing is there, holding no buffer that is empty.
Task<Result<void>> Lines::fill() {
  release_consumed();
  for (;;) {
    if (auto taken = take_available()) co_return std::move(*taken);
    if (auto ready = co_await stream_.readable(); !ready) co_return ready;
  }
}

std::optional<Result<void>> Lines::take_available() {
  std::array<char, chunk> taken;
  auto count = stream_.read_now(taken);
  if (!count) return std::nullopt;
  if (!*count) return std::unexpected(std::move(count->error()));
  if (**count == 0) return std::unexpected(closed_at_end());
  append({taken.data(), **count});
  wipe(taken.data(), **count);
  return Result<void>{};
}

// Grown by hand: the string itself would leave its old bytes, perhaps a password, in freed memory.
void Lines::append(std::string_view bytes) {
  const auto size = buffer_.size() + bytes.size();
  if (size > buffer_.capacity()) {
    std::string larger;
    larger.reserve(std::max(size, 2 * buffer_.size()));
    larger = buffer_;
    wipe(buffer_.data(), buffer_.size());
    buffer_.swap(larger);
  }
  buffer_ += bytes;
}

void Lines::release_consumed() {
  if (begin_ == 0) return;
  if (!has_input()) {
    drop_input();
    return;
  }
  const auto rest = buffer_.size() - begin_;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.end(), buffer_.begin());
  wipe(buffer_.data() + rest, begin_);
  buffer_.resize(rest);
  begin_ = 0;
}

std::size_t Lines::drop_input() {
  const auto size = input().size();
  wipe(buffer_.data(), buffer_.size());
  std::string{}.swap(buffer_);
  begin_ = 0;
  return size;
}

void Lines::wipe_input() { wipe(buffer_.data(), begin_); }

struct Lines::Counted {
  std::uint64_t left;
  Sink& sink;
  Result<void> verdict;

  void take(std::string_view piece) {
    left -= piece.size();
    if (verdict && !piece.empty()) verdict = sink(piece);
  }
};

Task<Result<void>> Lines::read_counted(std::uint64_t count, Sink sink) {
  Counted counted{.left = count, .sink = sink, .verdict = {}};
  const auto piece = input().substr(0, std::min<std::uint64_t>(count, input().size()));
  counted.take(piece);
  begin_ += piece.size();
  if (counted.left > 0) release_consumed();
  while (counted.left > 0) {
    if (auto taken = pass_on(counted)) {
      if (!*taken) co_return std::move(*taken);
      continue;
    }
    if (auto ready = co_await stream_.readable(); !ready) co_return ready;
  }
  co_return std::move(counted.verdict);
}

std::optional<Result<void>> Lines::pass_on(Counted& counted) {
  std::array<char, large_chunk> taken;
  const auto most = std::min<std::uint64_t>(counted.left, taken.size());
  auto count = stream_.read_now(std::span(taken).first(most));
  if (!count) return std::nullopt;
  if (!*count) return std::unexpected(std::move(count->error()));
  if (**count == 0) return std::unexpected(closed_at_end());
  counted.take({taken.data(), **count});
  wipe(taken.data(), **count);
  return Result<void>{};
}

Task<Result<void>> Lines::start_tls(ssl_ctx_st* context, std::string_view service) {
  drop_input();
  return stream_.start_tls(context, service);
}

}  // namespace gatehouse::net
