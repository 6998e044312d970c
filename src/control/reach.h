// From a name on the command line to the domain or account it means, with the right asked on the
// way: a verb never holds something its caller may not touch.
//
// `*` and an empty name mean the caller's own; a name without a domain is of the caller's domain.
// The server's owner on the local socket has the Main Domain and no account of its own.
// Errors: malformed (no such name can exist), not_allowed (the detail names the right),
// not_found (a domain), unknown_account. A caller without the right is never told what exists.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "control/console.h"
#include "directory/directory.h"

namespace gatehouse::control {

[[nodiscard]] Result<directory::DomainView> reach_domain(const Call& call, std::string_view name,
                                                         const Verb& verb);

// `verb.right` in the account's domain; or it is the caller's own and the verb says that is enough.
[[nodiscard]] Result<directory::AccountView> reach_account(const Call& call, std::string_view name,
                                                           const Verb& verb);

// The same for what comes next on the line. A domain may be left out: the line ends, or an object
// follows where the name would be.
[[nodiscard]] Result<directory::DomainView> take_domain(Call& call, const Verb& verb);
[[nodiscard]] Result<directory::AccountView> take_account(Call& call, const Verb& verb);

// A name in a domain, of a new account say: its place, with the right asked there. Nothing is
// looked up: it may exist or not. `what` is for the error's text.
struct Place {
  directory::DomainView domain;
  std::string name;  // canonical, simple
};
[[nodiscard]] Result<Place> take_place(Call& call, const Verb& verb, std::string_view what);
[[nodiscard]] Result<Place> reach_place(const Call& call, std::string_view name, const Verb& verb);

[[nodiscard]] directory::DomainView own_domain(const Call& call);

// The right a verb names, where it is not bound to a domain.
[[nodiscard]] Result<void> allowed(const Call& call, const Verb& verb);

// The verb may be used on every domain, by its other right or for just looking.
[[nodiscard]] bool allowed_everywhere(const Call& call, const Verb& verb);

// The caller may change every domain's accounts.
[[nodiscard]] bool is_server_administrator(const Call& call);
[[nodiscard]] bool is_own(const Call& call, const directory::Account& account);

// Whoever may set another's password or recreate an account could take over its rights, so an
// account is changed only by callers that have every right it has, in every domain it administers.
// Also asked of a name that does not exist yet: a list may have outlived its account.
[[nodiscard]] Result<void> not_above_caller(const Call& call, const directory::Domain& domain,
                                            std::string_view account_name);

}  // namespace gatehouse::control
