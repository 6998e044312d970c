// Distinguished names (RFC 4514), read and written by libldap: who means to log in, and what of the
// tree is asked for.
//
//   ""                     the root DSE
//   cn=Subschema           the schema
//   cn=domain              a domain
//   uid=name,cn=domain     an account; groups and forwarders are cn=name,cn=domain
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::ldap {

struct NamePart {     // of several joined by '+' only the first is kept, and is_joined says so
  std::string type;   // lower case, as it was written: "cn", "2.5.4.3"
  std::string value;  // unescaped
  bool is_joined = false;
};
// From the entry up to the root. nullopt: not a DN, over 4096 bytes, or with a value that is not
// UTF-8 text. Empty: the root.
using Dn = std::vector<NamePart>;
[[nodiscard]] std::optional<Dn> parse_dn(std::string_view text);
[[nodiscard]] std::string write_dn(const Dn& dn);
// The same for all ways to write one name: for comparing. nullopt: not a DN, or joined parts.
[[nodiscard]] std::optional<std::string> plain_dn(std::string_view text);

// The login name a simple bind means: `uid=name,cn=domain[,...]`, `cn=name,...`, `dc=` parts for
// the domain, `mail=name@domain,...`, `name@domain`, a bare name. nullopt: none of them.
[[nodiscard]] std::optional<std::string> login_name(std::string_view bind_name);

// Where in the tree.
struct Place {
  enum class Kind { root, schema, domain, entry } kind;
  std::string domain{};  // as it was written
  std::string name{};
};
// nullopt: nothing can be there.
[[nodiscard]] std::optional<Place> place_of(const Dn& dn);

}  // namespace gatehouse::gates::ldap
