// The client's end of a socket pair whose other end a gate serves. Calls block, but never longer
// than `patience`. Not for use by two threads.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/socket.h"
#include "tests/support/tls_client.h"

namespace gatehouse::support {

class FarEnd {
 public:
  static constexpr std::chrono::seconds patience{5};

  // Takes ownership of a blocking socket. `line_end`: what ends a line of the server's: LF, or a
  // zero byte.
  explicit FarEnd(int socket, char line_end = '\n');

  // Without its CRLF or zero byte; a bare LF stays in sight as "\n" at the end, since servers send
  // CRLF. Errors: timed_out; too_long; closed, whose detail is the unfinished line before it.
  [[nodiscard]] Result<std::string> read_line();
  [[nodiscard]] Result<void> write(std::string_view bytes);
  // Until the server has taken all that was written, or `patience` is over.
  void wait_until_taken() const;
  // Any certificate is good enough: who the server is has its own tests.
  [[nodiscard]] Result<void> start_tls();

 private:
  [[nodiscard]] Result<std::string> read_some();

  Descriptor socket_;
  char line_end_;
  std::optional<TlsClient> tls_;
  std::string buffer_;
};

}  // namespace gatehouse::support
