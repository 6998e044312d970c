// Data of LISTADMINISTRATORS as lines that people read.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::cli {

// One line an account: its full name and its rights; a limit behind the right in brackets; rights
// without effect, and names that no account has, marked with !. Ends with a line end; data of
// another shape comes as readable() shows it.
[[nodiscard]] std::string administrators_in(std::string_view data);

}  // namespace gatehouse::cli
