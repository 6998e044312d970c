// What an FTP client may write (RFC 959, section 5.3; RFC 1123, section 4.1; RFC 2428; RFC 3659).
// Pure. Views are into the line that was given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/clock.h"

namespace gatehouse::gates::ftp {

// Removes Telnet commands (RFC 854; RFC 1123, section 4.1.2.10): a client may put them before ABOR.
// FF FF is one byte FF.
[[nodiscard]] std::string without_telnet(std::string_view line);

struct Command {
  std::string_view keyword;   // letters, as written; compare with same_but_case()
  std::string_view argument;  // all after the first space, unchanged
};
// nullopt: no keyword, or a control character somewhere.
[[nodiscard]] std::optional<Command> parse_command(std::string_view line);

// RFC 959: "h1,h2,h3,h4,p1,p2".
[[nodiscard]] std::optional<Endpoint> parse_port(std::string_view text);
// RFC 2428, section 2: "|1|10.0.0.1|2021|".
struct ExtendedPort {
  int protocol;  // 1: IPv4, 2: IPv6, others are not known here
  Endpoint at;   // of a known protocol
};
[[nodiscard]] std::optional<ExtendedPort> parse_extended_port(std::string_view text);
// "10,0,0,1,7,229", for PASV; `at` is IPv4.
[[nodiscard]] std::string port_text(const Endpoint& at);

enum class Type { ascii, image };
// "A", "A N", "I", "L 8". nullopt: another, known or not.
[[nodiscard]] std::optional<Type> parse_type(std::string_view text);

// RFC 3659, section 2.3: "19980615100045", with a fraction maybe, in UTC.
[[nodiscard]] std::string time_text(Time when);
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

// "-la Music": options as ls has them are passed over (many clients send them with LIST).
[[nodiscard]] std::string_view without_options(std::string_view argument);

// Levels of "*" and "?" in one name, in time proportional to the product of both lengths.
[[nodiscard]] bool has_wildcards(std::string_view text);
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

}  // namespace gatehouse::gates::ftp
