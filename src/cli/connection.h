// A blocking connection to a local socket, line by line. For short-lived programs only: the server
// itself never uses it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::cli {

class Connection {
 public:
  // unavailable: nobody listens there, or may not be reached; the detail is the system's reason.
  // malformed: the path is too long for a socket.
  [[nodiscard]] static Result<Connection> open(const std::filesystem::path& socket);
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  [[nodiscard]] Result<void> send(std::string_view bytes);
  // Without its CRLF. closed, timed_out (after two minutes), too_long (64 MiB).
  [[nodiscard]] Result<std::string> read_line();

 private:
  explicit Connection(int socket) : socket_(socket) {}

  int socket_;
  std::string buffer_;
};

}  // namespace gatehouse::cli
