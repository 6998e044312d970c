// Turns a name as a client typed it into an account of this site, or says where else it leads.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "directory/directory.h"
#include "directory/name.h"

namespace gatehouse::directory {

// Which domain an unqualified name belongs to: SNI name or stream domain if it is ours, else the
// domain that owns the local address, else the Main Domain.
[[nodiscard]] DomainView domain_for(const Directory& directory, const IpAddress& local,
                                    std::string_view named_by_client);

struct LocalAccount {
  AccountView account;
  std::string tag;  // of user$tag; empty: none
};
struct LoginTarget {  // a well-formed name with no look-up done yet
  DomainView domain;  // null: the domain is not ours
  LoginName name;
};
// malformed: see parse_login. From memory only.
[[nodiscard]] Result<LoginTarget> locate(const Directory& directory, std::string_view login,
                                         const DomainView& when_unqualified);
// May block. unknown_account: no such domain or account.
[[nodiscard]] Result<LocalAccount> route_login(Directory& directory, std::string_view login,
                                               const DomainView& when_unqualified);

struct RemoteAddress {
  std::string address;
};
struct Discarded {};
using MailTarget = std::variant<LocalAccount, RemoteAddress, Discarded>;
// May block. An address "user@domain" (RFC 5321 Mailbox, without angle brackets); <postmaster>
// alone is the Main Domain's. For unknown names MailToUnknown of the domain decides;
// unknown_account: rejected.
[[nodiscard]] Result<MailTarget> route_mail(Directory& directory, std::string_view address);

}  // namespace gatehouse::directory
