// What computing a crypt string would cost, read from its own parameters before anything is
// computed: a stored value is data that an import or a break-in may have written.
#pragma once

#include <string_view>

#include "password/traits.h"

namespace gatehouse::password {

// false: above the caps of the table in crypt_cost.cpp, or not readable.
[[nodiscard]] bool affordable(std::string_view crypt_string);

// What the form of a crypt string is worth, and what it is called: how it opens, DES or bigcrypt.
[[nodiscard]] Traits crypt_traits(std::string_view crypt_string);
[[nodiscard]] std::string_view crypt_name(std::string_view crypt_string);

}  // namespace gatehouse::password
