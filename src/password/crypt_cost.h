// What computing a crypt string would cost, read from its own parameters before anything is
// computed: a stored value is data that an import or a break-in may have written.
#pragma once

#include <string_view>

namespace gatehouse::password {

// false: above the caps of the table in crypt_cost.cpp, or not readable.
[[nodiscard]] bool affordable(std::string_view crypt_string);

}  // namespace gatehouse::password
