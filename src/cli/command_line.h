// Shell words into a command line, and an answer into what people read.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::cli {

// One word alone is a whole command line already. Otherwise words that start an object ({ ( [ # ")
// and atoms go as they are, the others are quoted.
[[nodiscard]] std::string command_line(std::span<const std::string> words);

struct Answer {
  int code;
  std::string text;
  [[nodiscard]] bool ok() const { return code < 400; }
};
[[nodiscard]] Result<Answer> parse_answer(std::string_view line);

// Data of a 201 answer over several lines; a lone string without its quotes. Ends with a line end.
[[nodiscard]] std::string readable(std::string_view data);

// Data of EXPLAINLOGIN as a table.
struct Rules {
  std::string text;
  bool let_in = false;
};
[[nodiscard]] Rules rules_in(std::string_view data);

}  // namespace gatehouse::cli
