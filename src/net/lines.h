// CRLF lines and counted bytes over a stream, with limits. The one place where input is buffered,
// so the one place that must forget it when TLS starts (CVE-2011-0411 and its descendants).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/stream.h"

namespace gatehouse::net {

class Lines {
 public:
  // The stream must outlive this. `longest`: bytes of a line without its end.
  Lines(Stream& stream, std::size_t longest) : stream_(stream), longest_(longest) {}
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  ~Lines();  // wipes

  // The next line without CRLF (a bare LF ends a line too). The view lives until the next call.
  // too_long: the line was over the limit; it has been read to its end and dropped, unless it is
  // 16 times over the limit, then closed. Errors: too_long, timed_out, closed (also at the end).
  [[nodiscard]] Task<Result<std::string_view>> read_line();
  // Exactly `count` bytes, handed on in pieces as they come; nothing is kept. A sink that returns
  // an error stops the handing but not the reading, so the connection stays in step.
  using Sink = std::function<Result<void>(std::string_view)>;
  [[nodiscard]] Task<Result<void>> read_counted(std::uint64_t count, Sink sink);

  [[nodiscard]] Task<Result<void>> write(std::string_view bytes) { return stream_.write(bytes); }
  // Drops all input that came before the handshake, then becomes TLS.
  [[nodiscard]] Task<Result<void>> start_tls(ssl_ctx_st* context, std::string_view service);

  // Whether a pipelined command, or a part of one, waits.
  [[nodiscard]] bool has_input() const { return begin_ < buffer_.size(); }
  void wipe_input();  // overwrites what was consumed: after a line that held a secret
  void set_longest(std::size_t longest) { longest_ = longest; }
  [[nodiscard]] std::size_t longest() const { return longest_; }
  // Whether the last line that read_line() gave, or found too long, ended with a bare LF (SMTP's
  // DATA must know).
  [[nodiscard]] bool ended_bare() const { return ended_bare_; }
  [[nodiscard]] Stream& stream() { return stream_; }

 private:
  struct Counted;
  [[nodiscard]] std::string_view input() const { return std::string_view(buffer_).substr(begin_); }
  [[nodiscard]] Task<Result<void>> fill();
  std::string_view take(std::string_view line);
  std::optional<Result<void>> take_available();
  std::optional<Result<void>> pass_on(Counted& counted);
  void append(std::string_view bytes);
  void release_consumed();
  std::size_t drop_input();
  std::size_t drop_all_but_cr();

  Stream& stream_;
  std::size_t longest_;
  std::string buffer_;  // consumed up to begin_; freed when empty and idle
  std::size_t begin_ = 0;
  bool ended_bare_ = false;
};

}  // namespace gatehouse::net
