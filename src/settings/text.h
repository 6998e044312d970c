// Reading and writing the guide's data format as text.
//
// Limits: nesting 64 deep; the caller limits the size. Duplicate keys are an error.
// Errors are `malformed` with detail "line:column: expected ..." (the caller puts the file's name
// in front). Nothing is ever half read. What is read must be UTF-8 without a zero byte; a decimal
// escape may name any other byte, so every string without a zero byte can be written and read back.
// A string with a zero byte is written as \000, which read() refuses.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "settings/value.h"

namespace gatehouse::settings {

inline constexpr int deepest_nesting = 64;

// One value and nothing but white space and comments around it (files; multi-line context).
[[nodiscard]] Result<Value> read(std::string_view text);
[[nodiscard]] Result<Dictionary> read_dictionary(std::string_view text);

// Takes one value off the front of a single-line text (a CLI command): leading spaces are skipped,
// `text` is left after the value. A word may hold letters, digits, 0x80-0xFF and - _ . @ ! # % : *
// $ / + < > ~ unless it starts with one of # [ ( { ". Strings and data blocks that follow each
// other are joined inside arrays and dictionaries only: on a command line they are two parameters.
// On an error `text` is unchanged.
[[nodiscard]] Result<Value> take_value(std::string_view& text);

// One line, keys sorted, `;` after every pair: what the CLI sends. Reads back to an equal value;
// only times outside the years 1 to 9999 become #TPAST and #TFUTURE.
[[nodiscard]] std::string to_text(const Value& value);
// The same over several indented lines: what files hold.
[[nodiscard]] std::string to_file_text(const Dictionary& dictionary);
// One string as to_text() writes it: a word of letters and digits, else quoted. It may be a secret:
// no second copy is left behind in memory.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace gatehouse::settings
