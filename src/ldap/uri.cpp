#include "ldap/uri.h"

#include <algorithm>
#include <array>

#include "base/address.h"
#include "base/text.h"

namespace gatehouse::ldap {
namespace {

constexpr std::size_t longest_uri = 1024;
constexpr std::size_t most_addresses = 8;
constexpr std::size_t longest_host = 253;

struct Scheme {
  std::string_view prefix;
  std::uint16_t port;
  bool tls;
};
constexpr std::array schemes{Scheme{"ldap://", 389, false}, Scheme{"ldaps://", 636, true}};

std::unexpected<Error> malformed(std::string why) {
  return fail(ErrorCode::malformed, std::move(why));
}

const Scheme* scheme_of(std::string_view text) {
  for (const auto& scheme : schemes)
    if (same_but_case(text.substr(0, scheme.prefix.size()), scheme.prefix)) return &scheme;
  return nullptr;
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > longest_host) return false;
  if (!is_letter(host.front()) && !is_digit(host.front())) return false;
  return std::ranges::all_of(
      host, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
}

// `text` without its host, which may stand in brackets; what is left is empty or begins with ':'.
Result<std::string> take_host(std::string_view& text) {
  const bool in_brackets = text.starts_with('[');
  const auto end = text.find(in_brackets ? ']' : ':');
  const std::string host(text.substr(0, end).substr(in_brackets ? 1 : 0));
  text.remove_prefix(end == text.npos ? text.size() : end + (in_brackets ? 1 : 0));
  const bool good = in_brackets ? end != text.npos && host.contains(':') && IpAddress::parse(host)
                                : is_host(host);
  if (!good || (!text.empty() && text.front() != ':')) return malformed("address");
  return host;
}

Result<Address> address_of(std::string_view text, std::uint16_t usual_port) {
  auto host = take_host(text);
  if (!host) return std::unexpected(host.error());
  if (text.empty()) return Address{std::move(*host), usual_port};
  const auto port = to_number<std::uint16_t>(text.substr(1));
  if (!port || *port == 0) return malformed("port");
  return Address{std::move(*host), *port};
}

Result<std::vector<Address>> addresses_of(std::string_view text, std::uint16_t usual_port) {
  std::vector<Address> addresses;
  for (const auto part : split(text, ',')) {
    auto address = address_of(part, usual_port);
    if (!address) return std::unexpected(address.error());
    addresses.push_back(std::move(*address));
  }
  if (addresses.size() > most_addresses) return malformed("more than eight addresses");
  return addresses;
}

// RFC 4516, section 2: attributes, scope and filter say nothing about a bind and must be empty.
Result<bool> asks_for_start_tls(std::string_view extensions) {
  if (extensions.empty()) return false;
  if (!extensions.starts_with("???")) return malformed("only an extension may follow the name");
  extensions.remove_prefix(3);
  if (extensions.starts_with('!')) extensions.remove_prefix(1);
  if (same_but_case(extensions, "StartTLS")) return true;
  return malformed("an extension that is not StartTLS");
}

Result<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (auto at = text.find('%'); at != text.npos; at = text.find('%')) {
    decoded += text.substr(0, at);
    const auto byte = from_hex(text.substr(at + 1, 2));
    if (!byte || byte->empty()) return malformed("% without two digits");
    decoded += *byte;
    text.remove_prefix(at + 3);
  }
  return decoded += text;
}

}  // namespace

Result<AuthenticationUri> AuthenticationUri::parse(std::string_view text) {
  if (text.size() > longest_uri) return malformed("longer than 1024 bytes");
  const auto* scheme = scheme_of(text);
  if (scheme == nullptr) return malformed("neither ldap:// nor ldaps://");
  text.remove_prefix(scheme->prefix.size());
  const auto addresses = addresses_of(take_until(text, '/'), scheme->port);
  if (!addresses) return std::unexpected(addresses.error());
  const auto name = percent_decoded(take_until(text, '?'));
  if (!name) return std::unexpected(name.error());
  auto names = NameTemplate::parse(*name);
  if (!names) return std::unexpected(names.error());
  const auto start_tls = asks_for_start_tls(text);
  if (!start_tls) return std::unexpected(start_tls.error());
  if (scheme->tls && *start_tls) return malformed("StartTLS with ldaps");

  AuthenticationUri uri(std::move(*names));
  uri.addresses_ = *addresses;
  uri.tls_ = scheme->tls;
  uri.starts_tls_ = *start_tls;
  return uri;
}

}  // namespace gatehouse::ldap
