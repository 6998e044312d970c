// Which domain a name as a client typed it belongs to. Where it leads is routing.h.
#pragma once

#include <string>
#include <string_view>

#include "directory/directory.h"
#include "directory/name.h"

namespace gatehouse::directory {

// Which domain an unqualified name belongs to: SNI name or stream domain if it is ours, else the
// domain that owns the local address, else the Main Domain.
[[nodiscard]] DomainView domain_for(const Directory& directory, const IpAddress& local,
                                    std::string_view named_by_client);

struct LoginTarget {  // a well-formed name with no look-up done yet
  DomainView domain;  // null: the domain is not ours
  LoginName name;
};
// malformed: see parse_login. From memory only.
[[nodiscard]] Result<LoginTarget> locate(const Directory& directory, std::string_view login,
                                         const DomainView& when_unqualified);

}  // namespace gatehouse::directory
