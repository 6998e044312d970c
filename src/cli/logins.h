// Who is logged in, as LISTLOGINS says it, put in words.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::cli {

// One line for each: account, service, address, since when, how, with the columns in line; a last
// line counts them. Data of another shape
// comes as readable() shows it.
[[nodiscard]] std::string logins_in(std::string_view data);

}  // namespace gatehouse::cli
