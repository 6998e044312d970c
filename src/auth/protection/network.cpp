#include "auth/protection/network.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::auth {
namespace {

constexpr unsigned v4_offset = 96;  // bits of the IPv4-mapped prefix

std::optional<unsigned> whole(std::string_view text) {
  unsigned number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, trouble] = std::from_chars(text.data(), end, number);
  if (text.empty() || trouble != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace

Network Network::of(const IpAddress& address, unsigned bits) {
  Network network{.first = address, .bits = bits};
  for (unsigned at = 0; at < network.first.bytes.size(); ++at) {
    if (8 * (at + 1) <= bits) continue;
    const unsigned kept = bits <= 8 * at ? 0 : bits - 8 * at;
    const auto mask = static_cast<std::uint8_t>(0xFF00U >> kept);
    network.first.bytes[at] = static_cast<std::uint8_t>(network.first.bytes[at] & mask);
  }
  return network;
}

Network Network::subscriber(const IpAddress& address) {
  return of(address, address.is_v4() ? v4_offset + 32 : 64);
}

Network Network::site(const IpAddress& address) {
  return of(address, address.is_v4() ? v4_offset + 24 : 48);
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.npos) return Network{.first = *address, .bits = 128};
  const auto mask = whole(text.substr(slash + 1));
  const unsigned offset = address->is_v4() ? v4_offset : 0;
  if (!mask || *mask > 128 - offset) return std::nullopt;
  const auto network = of(*address, offset + *mask);
  if (network.first != *address) return std::nullopt;
  return network;
}

std::string Network::text() const {
  if (bits == 128) return first.text();
  return first.text() + "/" + std::to_string(first.is_v4() ? bits - v4_offset : bits);
}

bool Network::contains(const IpAddress& address) const { return of(address, bits).first == first; }

Network Network::of_key(std::string_view key) {
  Network network;
  std::ranges::copy(key.substr(0, network.first.bytes.size()), network.first.bytes.begin());
  network.bits = static_cast<unsigned char>(key.back());
  return network;
}

std::string Network::key() const {
  std::string bytes(first.bytes.begin(), first.bytes.end());
  bytes.push_back(static_cast<char>(bits));
  return bytes;
}

}  // namespace gatehouse::auth
