// The words of ACAP (RFC 2244, section 2.6): atoms, strings, NIL, lists; and a command as a line of
// them. Pure. Literals stand in the text as they came: {5} CRLF and the bytes.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::acap {

struct Term {
  enum class Kind { atom, string, list };
  Kind kind = Kind::atom;
  std::string text{};         // of atoms, as they came, and of strings
  std::vector<Term> items{};  // of lists

  [[nodiscard]] bool is_string() const { return kind == Kind::string; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_atom(std::string_view word) const;  // in any case
  [[nodiscard]] bool is_nil() const { return is_atom("NIL"); }
  // Of an atom of digits.
  [[nodiscard]] std::optional<std::uint32_t> number() const;
};

struct Command {
  std::string tag;
  std::string verb;  // as it was written
  std::vector<Term> arguments;
};

struct SyntaxError {
  std::string tag;  // "*": it could not be read
  std::string words;
};

inline constexpr std::size_t deepest_list = 16;
inline constexpr std::size_t most_terms = 10'000;
inline constexpr std::size_t longest_tag = 32;

[[nodiscard]] std::expected<Command, SyntaxError> parse_command(std::string_view text);
// What AUTHENTICATE is answered with: one string, or `*`.
[[nodiscard]] std::optional<Term> parse_single(std::string_view text);

// What a line ends with when bytes must follow: {5} waits for a go-ahead, {5+} does not.
struct LiteralMark {
  std::uint32_t size = 0;
  bool waits = true;
};
[[nodiscard]] std::optional<LiteralMark> literal_at_end(std::string_view line);
[[nodiscard]] std::string tag_of(std::string_view text);  // "*": there is none

// As a quoted string where it can be one, else as a literal.
[[nodiscard]] std::string string_text(std::string_view text);

// Overwrites all texts: a password may be among them.
void wipe(Term& term);

}  // namespace gatehouse::gates::acap
