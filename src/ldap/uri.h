// An Authentication URI: where a password is checked by an LDAP bind, and under which name.
//
//   ldap(s)://host[:port][,host[:port]...]/template[????StartTLS]
//
// In the template `*` stands for the account name and `^0` for the domain name. It is a DN
// (uid=*,ou=people,o=^0), user@domain (*@^0) or DOMAIN\user (CORP\*). The template is parsed before
// anything is put into it, so a name can never become part of its structure (RFC 4514,
// section 2.4).
//
// %xx is decoded first, as in any LDAP URL (RFC 4516, section 2.1). Port 389, with ldaps 636, when
// none is given. At most 1024 bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ldap/bind_name.h"

namespace gatehouse::ldap {

struct Address {
  std::string host;  // a name or an IP address, without brackets
  std::uint16_t port;
  bool operator==(const Address&) const = default;
};

class AuthenticationUri {
 public:
  // malformed: the detail says what is wrong with it.
  [[nodiscard]] static Result<AuthenticationUri> parse(std::string_view text);

  [[nodiscard]] const std::vector<Address>& addresses() const { return addresses_; }  // 1..8
  [[nodiscard]] bool tls() const { return tls_; }                                     // ldaps
  [[nodiscard]] bool starts_tls() const { return starts_tls_; }
  // The name to bind with. malformed: the names cannot stand in such a form.
  [[nodiscard]] Result<std::string> bind_name(std::string_view account,
                                              std::string_view domain) const {
    return template_.filled(account, domain);
  }

 private:
  explicit AuthenticationUri(NameTemplate names) : template_(std::move(names)) {}

  std::vector<Address> addresses_;
  NameTemplate template_;
  bool tls_ = false;
  bool starts_tls_ = false;
};

}  // namespace gatehouse::ldap
