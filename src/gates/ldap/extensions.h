// Extended operations by OID (RFC 4511, section 4.12).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::ldap {

inline constexpr std::string_view start_tls_oid = "1.3.6.1.4.1.1466.20037";  // RFC 4511, 4.14
inline constexpr std::string_view who_am_i_oid = "1.3.6.1.4.1.4203.1.11.3";  // RFC 4532
inline constexpr std::string_view password_change_oid = "1.3.6.1.4.1.4203.1.11.1";  // RFC 3062
inline constexpr std::string_view disconnection_oid = "1.3.6.1.4.1.1466.20036";  // RFC 4511, 4.4.1

[[nodiscard]] inline std::vector<std::string> extension_oids(bool can_start_tls) {
  std::vector<std::string> oids{std::string(who_am_i_oid), std::string(password_change_oid)};
  if (can_start_tls) oids.emplace_back(start_tls_oid);
  return oids;
}

}  // namespace gatehouse::gates::ldap
