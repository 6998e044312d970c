// How hard a password is to guess, by libpwquality, with cracklib's word list where one is
// installed. The only file that names the library.
#pragma once

#include <string_view>

#include "base/result.h"

namespace gatehouse::control {

// not_allowed: below `least_score` of 100, or bad for a reason that the detail names; unavailable:
// out of memory. Never says a part of the password.
[[nodiscard]] Result<void> hard_to_guess(std::string_view password, std::string_view account_name,
                                         int least_score);

}  // namespace gatehouse::control
