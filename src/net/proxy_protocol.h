// What a proxy in front says of the connections it hands on: the PROXY protocol, versions 1 and 2,
// as HAProxy's proxy-protocol.txt describes it. Only TCP over IPv4 and IPv6 is handed on. What a
// header says beyond addresses (TLS facts among them) is not believed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::net {

struct ProxyHeader {
  struct Ends {
    Endpoint remote;
    Endpoint local;
    bool operator==(const Ends&) const = default;
  };
  std::optional<Ends> ends;  // nullopt: the proxy speaks for itself (a check of its own)
};

struct ProxyProtocol {
  static constexpr std::size_t shortest = 15;      // bytes of "PROXY UNKNOWN" CRLF
  static constexpr std::size_t longest_v1 = 107;   // bytes, with CRLF
  static constexpr std::size_t fixed_v2 = 16;      // bytes in front of the addresses
  static constexpr std::size_t longest_v2 = 4096;  // bytes, of at most 65551
  static constexpr Duration patience = std::chrono::seconds{5};
};

// One line with its CRLF. malformed, too_long.
[[nodiscard]] Result<ProxyHeader> read_proxy_v1(std::string_view line);
// How long a header is that begins with these fixed_v2 bytes. malformed, too_long.
[[nodiscard]] Result<std::size_t> length_of_proxy_v2(std::string_view fixed);
// A whole header and nothing behind it. malformed, too_long.
[[nodiscard]] Result<ProxyHeader> read_proxy_v2(std::string_view header);

// Takes the header off the stream and not a byte more. Errors: those above, and of the stream;
// timed_out: it did not come within `patience`. Sets the stream's deadline.
[[nodiscard]] Task<Result<ProxyHeader>> take_proxy_header(Stream& stream);

}  // namespace gatehouse::net
