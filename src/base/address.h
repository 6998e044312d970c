// An IP address and port as plain values. Text forms only; sockets live in net/.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

// IPv4 addresses are kept in their IPv4-mapped IPv6 form, so that one comparison serves both.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);  // "10.0.0.1", "::1"
  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;  // 127.0.0.0/8, ::1
  [[nodiscard]] std::string text() const;
  auto operator<=>(const IpAddress&) const = default;
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  [[nodiscard]] std::string text() const;  // "[10.0.0.1]:25", as the log writes it
  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace gatehouse
