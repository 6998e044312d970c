// A password on its way into an account: which rules it must meet and what is stored for it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "control/console.h"
#include "directory/directory.h"

namespace gatehouse::control {

// The value of `Password` for an account with these explicit settings. A value that carries the
// mark of U-crpt or UB-crpt is an import and kept as it is when its form can be checked at all;
// the marks of our own forms are refused: such values are bound to a place.
[[nodiscard]] Result<std::string> stored_password(const Site& site, const directory::Domain& domain,
                                                  const std::string& account_name,
                                                  const settings::Dictionary& explicit_settings,
                                                  std::string_view password);

// MinPasswordLength, PasswordComplexity and PasswordQuality, as effective for the account.
// not_allowed: the detail says what is missing.
[[nodiscard]] Result<void> meets_rules(const directory::Account& account,
                                       std::string_view password);

// Whether the caller may change any password of the account, its right asked already: not of one
// above him, and not his own by a tagged password, which whoever finds a device has.
[[nodiscard]] Result<void> may_change_passwords(const Call& call,
                                                const directory::Account& account);
// Before a new stored form is written: the session that changes its own password goes on.
void keep_own_session(const Call& call, const directory::Account& account,
                      const std::string& stored);
// Whether its owner may: PWDAllowed.
[[nodiscard]] Result<void> may_choose_passwords(const directory::Account& account);

}  // namespace gatehouse::control
