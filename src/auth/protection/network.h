// The block of addresses that an address belongs to, as attack protection counts: whoever holds one
// address of it can take the others.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"

namespace gatehouse::auth {

struct Network {
  IpAddress first;
  unsigned bits = 128;  // of the 128 of the IPv4-mapped form: 120 is an IPv4 /24

  // One subscriber: an IPv4 address, an IPv6 /64.
  [[nodiscard]] static Network subscriber(const IpAddress& address);
  // One site: an IPv4 /24, an IPv6 /48.
  [[nodiscard]] static Network site(const IpAddress& address);
  [[nodiscard]] static Network of(const IpAddress& address, unsigned bits);

  // "10.0.0.1", "10.0.0.0/24", "2001:db8::/32"; low bits that are not zero are malformed.
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  [[nodiscard]] std::string text() const;  // what parse() reads; one address has no mask

  [[nodiscard]] bool contains(const IpAddress& address) const;
  // First's bytes and the bits: equal for equal networks, no order that means anything.
  [[nodiscard]] std::string key() const;
  [[nodiscard]] static Network of_key(std::string_view key);  // that key() gave
  auto operator<=>(const Network&) const = default;
};

}  // namespace gatehouse::auth
