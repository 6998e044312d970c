// Whether a login by an account's own password is only half a login, and whether the account may be
// logged in to by it at all where nobody can be asked for the other half.
#pragma once

#include "auth/policy.h"
#include "base/result.h"
#include "directory/directory.h"

namespace gatehouse::auth {

enum class SecondFactor {
  not_asked,
  code,      // of the authenticator that was set up, or a recovery code
  enrolment  // one is required, and none was set up yet
};

// Only of accounts of administrators, where those need one, is the disk asked: may block.
[[nodiscard]] Result<SecondFactor> second_factor_of(directory::Directory& directory,
                                                    const directory::Account& account,
                                                    const DomainPolicy& policy);
// The account has administrator rights and needs one for that. May block.
[[nodiscard]] Result<bool> needs_one_by_rights(directory::Directory& directory,
                                               const directory::Account& account,
                                               const DomainPolicy& policy);

}  // namespace gatehouse::auth
