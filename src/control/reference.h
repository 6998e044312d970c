// The two reference pages, written from the tables themselves (doc/cli.md, doc/settings.md).
#pragma once

#include <string>

namespace gatehouse::control {

[[nodiscard]] std::string cli_reference();
[[nodiscard]] std::string settings_reference();

}  // namespace gatehouse::control
