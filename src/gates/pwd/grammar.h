// The lines of a PWD session taken apart (guide-facts 4.2). Pure; nothing here waits or decides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::pwd {

// The word and everything after the first space behind it, as it was sent: a password may begin
// or end with spaces.
struct Command {
  std::string_view keyword;
  std::string_view argument;
};
[[nodiscard]] Command parse_command(std::string_view line);

struct AuthArgument {
  std::string_view mechanism;
  std::optional<std::string_view> initial;  // as it was sent
  // What follows the method are a name and an ID in clear, a message as it is (guide-facts 4.2).
  bool in_clear = false;
};
[[nodiscard]] std::optional<AuthArgument> parse_auth(std::string_view text);

[[nodiscard]] bool is_apop(std::string_view text);  // a name and 32 hex digits

// The control command that sets the caller's own password. NEWPASS sends it raw; what is one whole
// quoted string of the data format means what is inside the quotes.
[[nodiscard]] std::string password_change(std::string_view new_password);

}  // namespace gatehouse::gates::pwd
