// The pieces SCRAM messages are made of (RFC 5802, section 7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::sasl {

// Takes "x=value" up to the next comma from the front of `text`, when its letter is `letter` and
// its value is not empty.
[[nodiscard]] std::optional<std::string_view> take_attribute(std::string_view& text, char letter);

// saslname: =2C stands for a comma and =3D for an equals sign; nothing else may follow "=".
[[nodiscard]] std::optional<std::string> decoded_name(std::string_view text);

// Printable ASCII without commas.
[[nodiscard]] bool is_nonce(std::string_view text);

// Whether the rest of a message holds only extensions that may be ignored: single letters that
// have no meaning of their own, each once.
[[nodiscard]] bool only_extensions(std::string_view text);

}  // namespace gatehouse::sasl
