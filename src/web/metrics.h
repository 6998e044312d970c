// The figures of the whole site in the text format of Prometheus, version 0.0.4.
#pragma once

#include <string>

#include "web/desk.h"

namespace gatehouse::web {

// From what GETLOGINSTATISTICS and GETSITESTATUS answer.
[[nodiscard]] std::string metrics_text(const Answer& statistics, const Answer& status);

}  // namespace gatehouse::web
