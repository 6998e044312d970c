// Whoever reaches a proxy's address may send anything for a header. Whatever it is, reading ends;
// what is read names two addresses or none, and nothing is longer than its limit.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/proxy_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gatehouse::net::ProxyProtocol;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto line = gatehouse::net::read_proxy_v1(bytes);
  if (line && (size > ProxyProtocol::longest_v1 || !bytes.ends_with("\r\n"))) std::abort();
  const auto length = gatehouse::net::length_of_proxy_v2(bytes.substr(0, ProxyProtocol::fixed_v2));
  if (length && *length > ProxyProtocol::longest_v2) std::abort();
  const auto header = gatehouse::net::read_proxy_v2(bytes);
  if (header && (!length || *length != size)) std::abort();
  return 0;
}
