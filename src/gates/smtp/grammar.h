// What an SMTP client may write (RFC 5321, section 4.1), and addresses. Pure: no look-up, no state.
// Views are into the line that was given.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::smtp {

// Ways a command can be wrong, each with a reply of its own (replies.cpp).
enum class Fault {
  syntax,             // not even its shape
  bad_address,        // of a recipient: no such mailbox name can exist
  bad_sender,         // the same, of a sender
  unknown_parameter,  // RFC 5321, section 4.1.1.11: 555
  bad_parameter       // known, with an impossible value
};
template <class T>
using Parsed = std::expected<T, Fault>;

struct Command {
  std::string_view keyword;   // as written; compare with same_but_case()
  std::string_view argument;  // without the spaces around it
};
// nullopt: no keyword, or a byte that is not printable ASCII.
[[nodiscard]] std::optional<Command> parse_command(std::string_view line);

// The name a client gives with EHLO or HELO: up to 255 characters of domain names and address
// literals (underscores too, as many send them), so that it is safe in a Received line.
[[nodiscard]] bool is_client_name(std::string_view text);

// "local@domain" or "local@[literal]" (RFC 5321, section 4.1.2), at most 64 and 255 bytes; quotes
// that are not needed are taken off. A comment or a byte over 0x7F is a bad address.
[[nodiscard]] Parsed<std::string> parse_mailbox(std::string_view text);

struct MailArgument {
  std::string sender;  // empty: the null path <>
  std::optional<std::uint64_t> size;
  bool eight_bit = false;
};
// The part after MAIL. Takes SIZE (RFC 1870), BODY (RFC 6152) and AUTH (RFC 4954, section 5: read
// and not believed).
[[nodiscard]] Parsed<MailArgument> parse_mail(std::string_view argument);

// The part after RCPT: "user@domain", or "postmaster" alone. A source route is dropped.
[[nodiscard]] Parsed<std::string> parse_recipient(std::string_view argument);

struct AuthArgument {
  std::string_view mechanism;
  std::optional<std::string_view> initial;  // base64 or "="
};
[[nodiscard]] std::optional<AuthArgument> parse_auth(std::string_view argument);

}  // namespace gatehouse::gates::smtp
