// Addresses, RFC 7622: local@domain/resource.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::xmpp {

struct Jid {
  std::string local;     // lower case; empty: of a server
  std::string domain;    // lower case, without a final dot
  std::string resource;  // empty: a bare address

  // nullopt: not an address. Parts have at most 1023 bytes each and hold no control characters.
  [[nodiscard]] static std::optional<Jid> parse(std::string_view text);
  [[nodiscard]] std::string bare() const;
  [[nodiscard]] std::string full() const;  // bare, where there is no resource
  bool operator==(const Jid&) const = default;
};

[[nodiscard]] bool is_resource(std::string_view text);
// Without the resource, as it stands: of an address of our own making.
[[nodiscard]] std::string_view bare_part(std::string_view full);
[[nodiscard]] std::string_view domain_part(std::string_view bare);

}  // namespace gatehouse::gates::xmpp
