#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace gatehouse {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  std::ranges::copy(v4_prefix, address.bytes.begin());
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

bool IpAddress::is_v4() const {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin());
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes[12] == 127;
  return bytes == parse("::1")->bytes;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (is_v4()) return ::inet_ntop(AF_INET, bytes.data() + 12, buffer.data(), buffer.size());
  return ::inet_ntop(AF_INET6, bytes.data(), buffer.data(), buffer.size());
}

std::string Endpoint::text() const { return "[" + address.text() + "]:" + std::to_string(port); }

}  // namespace gatehouse
