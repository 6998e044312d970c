// Mailbox names on the wire: modified UTF-7 (RFC 3501, section 5.1.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::imap {

[[nodiscard]] std::string to_modified_utf7(std::string_view utf8);  // of valid UTF-8
// nullopt: not the one form the RFC allows for some text (8-bit or control characters, base64 of
// what could stand for itself, unpaired surrogates, a shift that is not ended).
[[nodiscard]] std::optional<std::string> from_modified_utf7(std::string_view text);

}  // namespace gatehouse::gates::imap
