// Commands as they come over the line: literals asked for and collected, within limits, so that
// nothing is set aside for one that was only announced.
#pragma once

#include <expected>
#include <string>

#include "gates/acap/term.h"
#include "net/lines.h"
#include "net/task.h"

namespace gatehouse::gates::acap {

struct InputLimits {
  std::size_t whole;     // bytes of a command with its literals
  std::size_t literals;  // of one command
};

// The next line with its literals, as parse_command() reads it. too_long: over a limit; when
// literals were sent unasked, what follows cannot be understood. Otherwise closed, timed_out.
[[nodiscard]] net::Task<Result<std::string>> read_text(net::Lines& lines, InputLimits limits);

}  // namespace gatehouse::gates::acap
