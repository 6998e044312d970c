// ASCII text helpers that every grammar needs. Locale plays no part anywhere.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] std::string upper_case(std::string_view text);
[[nodiscard]] bool same_but_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string_view trimmed(std::string_view text);  // spaces and tabs at both ends
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// The text up to `separator`, which is removed from `text` with it; all of it when there is none.
[[nodiscard]] std::string_view take_until(std::string_view& text, char separator);

[[nodiscard]] std::string to_hex(std::string_view bytes);  // lower case
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

// Valid UTF-8 (RFC 3629): no overlong form, no surrogate, nothing past U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// `text` with everything that is not printable ASCII written as \xNN, cut to `limit` bytes:
// whatever came from the net goes to the log only so.
[[nodiscard]] std::string escaped(std::string_view text, std::size_t limit = 256);

// A whole decimal number, nothing else around it, that fits the type.
template <std::integral Number>
[[nodiscard]] std::optional<Number> to_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

}  // namespace gatehouse
