#include "net/proxy_protocol.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "base/text.h"

namespace gatehouse::net {
namespace {

constexpr std::string_view signature_v2{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::string_view start_v1 = "PROXY ";
constexpr std::size_t longest_number = 5;  // digits of a port

std::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::malformed, "PROXY header: " + std::move(what));
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t pair_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
}

std::optional<IpAddress> address_in(std::string_view text, bool v6) {
  const auto known = [v6](char c) {
    return is_digit(c) || c == '.' ||
           (v6 && (c == ':' || (to_lower(c) >= 'a' && to_lower(c) <= 'f')));
  };
  if (!std::ranges::all_of(text, known) || text.contains(':') != v6) return std::nullopt;
  return IpAddress::parse(text);
}

std::optional<std::uint16_t> port_in(std::string_view text) {
  if (text.empty() || text.size() > longest_number || !std::ranges::all_of(text, is_digit))
    return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return to_number<std::uint16_t>(text);
}

IpAddress address_of(std::string_view bytes) {
  IpAddress address;
  if (bytes.size() == 4) address.bytes[10] = address.bytes[11] = 0xFF;
  std::ranges::copy(bytes, address.bytes.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return address;
}

// Two addresses of `size` bytes and two ports.
ProxyHeader::Ends ends_in(std::string_view bytes, std::size_t size) {
  return {{address_of(bytes.substr(0, size)), static_cast<std::uint16_t>(pair_at(bytes, 2 * size))},
          {address_of(bytes.substr(size, size)),
           static_cast<std::uint16_t>(pair_at(bytes, 2 * size + 2))}};
}

bool well_formed_facts(std::string_view facts) {
  constexpr std::size_t head = 3;
  while (!facts.empty()) {
    if (facts.size() < head || facts.size() - head < pair_at(facts, 1)) return false;
    facts.remove_prefix(head + pair_at(facts, 1));
  }
  return true;
}

Task<Result<void>> read_all(Stream& stream, std::string& into, std::size_t count) {
  auto at = into.size();
  into.resize(at + count);
  while (at < into.size()) {
    const auto got = co_await stream.read_some(std::span(into).subspan(at));
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0) co_return malformed("it ends too early");
    at += *got;
  }
  co_return Result<void>{};
}

Task<Result<ProxyHeader>> take_v1(Stream& stream, std::string line) {
  while (!line.ends_with("\r\n")) {
    if (line.size() == ProxyProtocol::longest_v1) co_return malformed("an endless line");
    const auto more = co_await read_all(stream, line, 1);
    if (!more) co_return std::unexpected(more.error());
  }
  co_return read_proxy_v1(line);
}

Task<Result<ProxyHeader>> take_v2(Stream& stream, std::string header) {
  auto more = co_await read_all(stream, header, ProxyProtocol::fixed_v2 - header.size());
  if (!more) co_return std::unexpected(more.error());
  const auto length = length_of_proxy_v2(header);
  if (!length) co_return std::unexpected(length.error());
  more = co_await read_all(stream, header, *length - header.size());
  if (!more) co_return std::unexpected(more.error());
  co_return read_proxy_v2(header);
}

}  // namespace

Result<ProxyHeader> read_proxy_v1(std::string_view line) {
  if (line.size() > ProxyProtocol::longest_v1)
    return fail(ErrorCode::too_long, "PROXY header: an endless line");
  if (!line.starts_with(start_v1) || line.find("\r\n") != line.size() - 2)
    return malformed("no line of version 1");
  const auto text = line.substr(start_v1.size(), line.size() - start_v1.size() - 2);
  const auto words = split(text, ' ');
  if (words.front() == "UNKNOWN") return ProxyHeader{};
  const bool v6 = words.front() == "TCP6";
  if (words.size() != 5 || (!v6 && words.front() != "TCP4"))
    return malformed("neither TCP4 nor TCP6 with two addresses and two ports");
  const auto from = address_in(words[1], v6);
  const auto to = address_in(words[2], v6);
  const auto from_port = port_in(words[3]);
  const auto to_port = port_in(words[4]);
  if (!from || !to || !from_port || !to_port) return malformed("a bad address or port");
  return ProxyHeader{ProxyHeader::Ends{{*from, *from_port}, {*to, *to_port}}};
}

Result<std::size_t> length_of_proxy_v2(std::string_view fixed) {
  if (fixed.size() != ProxyProtocol::fixed_v2 || !fixed.starts_with(signature_v2))
    return malformed("no signature");
  if (byte_at(fixed, 12) >> 4U != 2) return malformed("a version that is not known");
  const auto length = ProxyProtocol::fixed_v2 + pair_at(fixed, 14);
  if (length > ProxyProtocol::longest_v2)
    return fail(ErrorCode::too_long, "PROXY header: more than 4096 bytes");
  return length;
}

Result<ProxyHeader> read_proxy_v2(std::string_view header) {
  const auto length = length_of_proxy_v2(header.substr(0, ProxyProtocol::fixed_v2));
  if (!length) return std::unexpected(length.error());
  if (header.size() != *length) return malformed("not as long as it says");
  constexpr unsigned local = 0;
  constexpr unsigned proxied = 1;
  constexpr unsigned unspecified = 0x00;
  constexpr unsigned tcp_over_v4 = 0x11;
  constexpr unsigned tcp_over_v6 = 0x21;
  const auto command = byte_at(header, 12) & 0xFU;
  const auto family = byte_at(header, 13);
  if (command == local) return ProxyHeader{};
  if (command != proxied) return malformed("a command that is not known");
  if (family == unspecified) return ProxyHeader{};
  if (family != tcp_over_v4 && family != tcp_over_v6) return malformed("not TCP");
  const std::size_t size = family == tcp_over_v4 ? 4 : 16;
  const auto body = header.substr(ProxyProtocol::fixed_v2);
  const auto addresses = 2 * size + 4;
  if (body.size() < addresses) return malformed("no room for its addresses");
  if (!well_formed_facts(body.substr(addresses))) return malformed("broken facts");
  return ProxyHeader{ends_in(body, size)};
}

Task<Result<ProxyHeader>> take_proxy_header(Stream& stream) {
  stream.set_time_limit(ProxyProtocol::patience);
  std::string header;
  const auto begun = co_await read_all(stream, header, ProxyProtocol::shortest);
  if (!begun) co_return std::unexpected(begun.error());
  if (header.starts_with(start_v1)) co_return co_await take_v1(stream, std::move(header));
  if (header.starts_with(signature_v2)) co_return co_await take_v2(stream, std::move(header));
  co_return malformed("none");
}

}  // namespace gatehouse::net
