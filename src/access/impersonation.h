// Whether one account may be opened with the credentials of another (guide-facts 5.4).
//
// CanImpersonate is asked in the domain of the account to be opened: Master has it everywhere,
// everybody else where it is listed and he is an administrator; `User` does not include it. It may
// have been granted for some accounts, or until a time (listed.h). And nobody opens an account with
// rights he lacks. That the impersonator's login is good and that both may use the service is
// for the caller to ask.
#pragma once

#include <functional>
#include <string>

#include "access/rights.h"

namespace gatehouse::access {

struct Impersonation {
  const directory::Account& impersonator;
  const Rights& rights;
  const directory::Account& target;
  const Rights& rights_of_target;
};

// `group`: canonical full name of a group, without #.
using InGroup = std::function<bool(const std::string& group, const directory::Account& account)>;

// What allows it, for the audit: the right, and the reason of a limited grant as it was given
// (escape it). `domains`: all of the site.
// not_allowed: the detail names the right.
[[nodiscard]] Result<std::string> may_impersonate(const Impersonation& wish,
                                                  std::span<const directory::DomainView> domains,
                                                  const InGroup& in_group, Time now);

// The same with everything looked up as it is now. May block.
// Also: damaged, unavailable: a list of rights cannot be read.
[[nodiscard]] Result<std::string> may_impersonate(directory::Directory& directory,
                                                  const directory::Account& impersonator,
                                                  const directory::Account& target, Time now);

// A member by its real name; a group inside a group is not opened.
[[nodiscard]] bool is_member(const directory::Group& group, const directory::Account& account);

}  // namespace gatehouse::access
