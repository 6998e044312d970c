// What a POP3 client may write (RFC 1939, section 3; RFC 5034, section 6), and how a message is
// written for it. Pure: no look-up, no state. Views are into the line that was given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::pop3 {

struct Command {
  std::string_view keyword;   // as written; compare with same_but_case()
  std::string_view argument;  // all after the first space, unchanged: PASS may hold spaces
};
// nullopt: no keyword, or a control character somewhere.
[[nodiscard]] std::optional<Command> parse_command(std::string_view line);

// A message number, from 1.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text);

struct TopArgument {
  std::uint32_t number;
  std::uint32_t lines;
};
[[nodiscard]] std::optional<TopArgument> parse_top(std::string_view text);

struct AuthArgument {
  std::string_view mechanism;
  std::optional<std::string_view> initial;  // base64 or "="
};
[[nodiscard]] std::optional<AuthArgument> parse_auth(std::string_view text);

// "name digest": the digest is 32 hex digits.
[[nodiscard]] bool is_apop(std::string_view text);

// The header, the empty line and the first `lines` lines of the body (RFC 1939, TOP).
[[nodiscard]] std::string_view top_of(std::string_view message, std::uint32_t lines);

// Lines that begin with a dot get another one, and the closing ".\r\n" is added (RFC 1939, 3).
[[nodiscard]] std::string multi_line(std::string_view text);

}  // namespace gatehouse::gates::pop3
