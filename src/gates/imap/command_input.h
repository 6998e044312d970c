// Commands as they come over the line: literals asked for and collected, within limits, so that
// nothing is set aside for a literal that was only announced.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gates/imap/grammar.h"
#include "net/lines.h"
#include "net/task.h"

namespace gatehouse::gates::imap {

struct InputLimits {
  std::size_t whole;      // bytes of a command with its literals
  std::size_t literals;   // of one command
  std::uint64_t dropped;  // bytes of a refused literal that comes anyway; else the connection ends
  bool takes_messages;    // APPEND is possible
  NameForm names = NameForm::modified_utf7;
};

struct Received {
  std::expected<Command, SyntaxError> command;
  std::optional<LiteralMark> message;  // of an APPEND: still to be read, and asked for if it waits
  bool out_of_step = false;            // what follows cannot be understood: answer, then close
};

class CommandInput {
 public:
  explicit CommandInput(net::Lines& lines) : lines_(lines) {}

  // Errors: closed, timed_out.
  [[nodiscard]] net::Task<Result<Received>> next(InputLimits limits);
  // Reads and drops a literal that will not be used, and the rest of its command. not_allowed: it
  // is longer than `limits.dropped`.
  [[nodiscard]] net::Task<Result<void>> drop(LiteralMark mark, InputLimits limits);

 private:
  net::Task<Result<Received>> with_literals(std::string text, LiteralMark mark, InputLimits limits);
  net::Task<Result<Received>> refuse(std::string tag, LiteralMark mark, InputLimits limits);

  net::Lines& lines_;
};

}  // namespace gatehouse::gates::imap
