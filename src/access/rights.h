// The admin rights of an account (guide-facts 5; which rights there are: right_table.h).
//
// Rights over the server count only when the Main Domain lists them. Rights over a domain count
// where the account is an administrator: in its own domain when `Domain` is listed too, in the
// secondary domains whose AdminDomainName is its domain, with `User` in all.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/listed.h"
#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::access {

class Rights {
 public:
  // `listed`: the rights_of() of the account's own domain.
  Rights(const directory::Account& account, const settings::Dictionary& listed);
  [[nodiscard]] static Rights master();  // everything: the server's owner on the local socket

  // not_allowed: the detail names the right that was wanted. Master has them all.
  [[nodiscard]] Result<void> for_server(std::string_view right) const;
  // In `domain`. Impersonation with a limit does not count here: see impersonation.h. An empty
  // right stands for User.
  [[nodiscard]] Result<void> for_domain(std::string_view right,
                                        const directory::Domain& domain) const;
  // Is an administrator there, with whatever rights.
  [[nodiscard]] bool administer(const directory::Domain& domain) const;

  // Nothing an account with the `other` rights may do is beyond these: whoever could act as that
  // account or set its password gains nothing. `domains`: all of the site.
  // not_allowed: the detail names a right that is missing.
  [[nodiscard]] Result<void> cover(const Rights& other,
                                   std::span<const directory::DomainView> domains) const;

  [[nodiscard]] const std::vector<ImpersonationGrant>& limited_impersonation() const {
    return listed_.impersonation;
  }

 private:
  Rights() = default;
  [[nodiscard]] bool listed_for_server(std::string_view right) const;
  [[nodiscard]] Result<void> cover_in(const directory::Domain& domain, const Rights& other) const;

  Listed listed_;
  directory::DomainView home_;  // null: of no account
};

// The administrators of `home` administer `domain` too. The Main Domain has none but its own.
[[nodiscard]] bool is_administered_from(const directory::Domain& domain,
                                        const directory::Domain& home);

}  // namespace gatehouse::access
