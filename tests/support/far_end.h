// The client's end of a socket pair whose other end a gate serves. Calls block, but never longer
// than `patience`. Not for use by two threads.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::support {

class FarEnd {
 public:
  static constexpr std::chrono::seconds patience{5};

  explicit FarEnd(int socket);  // takes ownership
  FarEnd(FarEnd&&) noexcept;
  FarEnd& operator=(FarEnd&&) noexcept;
  ~FarEnd();

  // Without its CRLF; a bare LF is kept in sight as "\n" at the end, since servers send CRLF.
  // Errors: timed_out; closed (what came before it, an unfinished line, is in the detail).
  [[nodiscard]] Result<std::string> read_line();
  [[nodiscard]] Result<void> write(std::string_view bytes);
  // Any certificate is good enough: who the server is has its own tests.
  [[nodiscard]] Result<void> start_tls();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::support
