// What users' pages ask the desk.
#pragma once

#include <string_view>

#include "web/desk.h"

namespace gatehouse::web::user {

[[nodiscard]] net::Task<Answer> ask(Desk& desk, Command& command);
// A command that needs nothing but the own account: "VERB *".
[[nodiscard]] net::Task<Answer> ask_of_own(Desk& desk, std::string_view verb);

}  // namespace gatehouse::web::user
