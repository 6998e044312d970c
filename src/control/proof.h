// What somebody shows to prove that an account is his: its password, or a code of its second
// factor. A code is used up by it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "control/console.h"

namespace gatehouse::control {

// Of the account as it is now. not_allowed: too many were wrong.
[[nodiscard]] Result<bool> is_proof_of(const Call& call, const directory::Account& account,
                                       std::string_view proof);
// Only a code; false, too, when the account has no second factor.
[[nodiscard]] Result<bool> is_code_of(const Call& call, const directory::Account& account,
                                      std::string_view code);

}  // namespace gatehouse::control
