// An SMTP server of a few fixed lines, on a port of the loopback of its own.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "net/socket.h"

namespace gatehouse::support {

// One connection of a server that says its lines in turn: one at the start, one after each line it
// hears, and after DATA one at the end of the text. An empty line of the script closes.
class ScriptedHop {
 public:
  explicit ScriptedHop(std::vector<std::string> script) {
    listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto at = net::SocketAddress::of({*IpAddress::parse("127.0.0.1"), 0});
    EXPECT_EQ(::bind(listener_.number(), at.raw(), at.size), 0);
    EXPECT_EQ(::listen(listener_.number(), 1), 0);
    port_ = net::local_address(listener_.number()).endpoint().port;
    thread_ = std::thread([this, lines = std::move(script)] { serve(lines); });
  }
  ~ScriptedHop() {
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] std::string where() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string heard() {  // ends the server
    thread_.join();
    return heard_;
  }

 private:
  void serve(const std::vector<std::string>& script) {
    client_ = Descriptor(::accept(listener_.number(), nullptr, nullptr));
    for (const auto& line : script) {
      if (line.empty()) break;
      const std::string bytes = line + "\r\n";
      ::send(client_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (!hear(line.starts_with("354") ? "\r\n.\r\n" : "\r\n")) break;
    }
    client_.reset();
  }
  bool hear(std::string_view end) {
    std::string part;
    for (char c = 0; !part.ends_with(end); part += c)
      if (::recv(client_.number(), &c, 1, 0) != 1) return false;
    heard_ += part;
    return true;
  }

  Descriptor listener_;
  Descriptor client_;
  std::uint16_t port_ = 0;
  std::string heard_;
  std::thread thread_;
};

}  // namespace gatehouse::support
