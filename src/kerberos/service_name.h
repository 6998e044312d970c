// The name of a service in a ticket or a keytab, and the domain it stands for.
//
// A name of one component is the domain's own; in a name of two or more the second component is the
// domain, whatever the service before it. The Router decides which domain of this site that is, so
// that domain aliases count.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::kerberos {

struct ServiceName {
  std::string realm;
  std::vector<std::string> components;

  [[nodiscard]] std::string_view domain_part() const;  // empty: the name is
  [[nodiscard]] std::string principal() const;         // "imap/company.com"
  [[nodiscard]] std::string full_name() const;         // "imap/company.com@REALM"; as it came

  bool operator==(const ServiceName&) const = default;
};

// 1 to most_components parts and a realm, each of printable ASCII without / @ and backslash: what
// can be written down and read again.
inline constexpr std::size_t most_components = 8;
inline constexpr std::size_t longest_component = 255;
[[nodiscard]] bool is_writable(const ServiceName& name);

// Where `LoginPage@domain` leads. not_allowed: not to a domain of this site; unavailable. May
// block.
[[nodiscard]] Result<directory::DomainView> domain_of(directory::Directory& directory,
                                                      const ServiceName& name);

}  // namespace gatehouse::kerberos
