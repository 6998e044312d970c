// RFC 3501, section 9, with RFC 2087 to RFC 6851 as far as capabilities.cpp announces them: the
// bytes of one command, literals already collected, become a command value. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gates/imap/command.h"
#include "gates/imap/name_form.h"

namespace gatehouse::gates::imap {

// A literal announced at the end of a line: "{12}" or, not waiting for us, "{12+}" (RFC 7888).
struct LiteralMark {
  std::uint64_t size;  // the largest value there is, when the number does not fit
  bool waits;
};
[[nodiscard]] std::optional<LiteralMark> literal_at_end(std::string_view line);

struct SyntaxError {
  std::string tag;    // "*" when there was none to be read
  std::string words;  // printable ASCII
};
[[nodiscard]] std::expected<Command, SyntaxError> parse_command(
    std::string_view bytes, NameForm names = NameForm::modified_utf7);

// `bytes` ends with the mark of a literal. When that literal is the message of an APPEND, the
// command without it (so that the message can go to the disk as it comes); else nullopt.
[[nodiscard]] std::optional<Command> parse_append(std::string_view bytes,
                                                  NameForm names = NameForm::modified_utf7);

// The tag, as far as there is one, for an answer to a command that cannot be read any further.
[[nodiscard]] std::string tag_of(std::string_view bytes);

}  // namespace gatehouse::gates::imap
