// Every right an administrator can have, in one table (guide-facts 5.1, 5.2).
//
// The guide gives no code for "All Domains", "All Domains Read" and the finer monitor rights. They
// are `User`, `UserRead` and the three that need `Monitor` here; AllDomains and AllDomainsRead are
// read as synonyms.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::access {

enum class RightKind { server, domain };

// Whether `User`, the right over all domains, includes a domain right.
enum class InUser {
  no,                       // only where it is listed itself
  outside_the_main_domain,  // it opens accounts, and those of the Main Domain may be above `User`
  yes
};

struct RightRow {
  std::string_view code;
  RightKind kind;
  std::string_view needs = {};       // counts only beside this one
  std::string_view implied_by = {};  // another server right that includes it; Master has them all
  InUser in_user = InUser::no;       // of a domain right
  std::string_view allows = {};
  std::string_view synonym = {};
};

[[nodiscard]] std::span<const RightRow> right_table();  // sorted by code
// By code or synonym, in their exact case; null: there is no such right.
[[nodiscard]] const RightRow* right_named(std::string_view code);
[[nodiscard]] bool is_domain_right(std::string_view code);

}  // namespace gatehouse::access
