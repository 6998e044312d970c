// A SIP message taken apart down to its header fields (RFC 3261, sections 7 and 25.1), within
// limits, before anything else looks at it. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::gates::sip {

inline constexpr std::size_t longest_message = 65536;
inline constexpr std::size_t longest_field = 8192;  // with its continuation lines
inline constexpr std::size_t most_fields = 200;

struct Field {
  std::string name;   // in full and lower case, also where the compact form was sent
  std::string value;  // unfolded
};

struct Head {
  std::string start_line;
  std::vector<Field> fields;
  std::size_t size;  // bytes, with the empty line

  // The values of all fields of that name, in order.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  // Of a field that may be there once.
  [[nodiscard]] std::optional<std::string_view> only(std::string_view name) const;
  // nullopt: none; malformed: not a number, or more than 2^31.
  [[nodiscard]] Result<std::optional<std::uint32_t>> number(std::string_view name) const;
};

// malformed: not of the grammar, or something twice that may be there once; too_long: over a limit.
[[nodiscard]] Result<Head> read_head(std::string_view bytes);

// How long the first message of a stream is (RFC 3261, section 18.3); nullopt: more bytes are
// needed; 0: it is keep-alives only. The bytes begin with a message: see keep_alives().
[[nodiscard]] Result<std::optional<std::size_t>> message_size(std::string_view bytes);
// How many bytes before the first message are line ends (RFC 5626, section 3.5.1).
[[nodiscard]] std::size_t keep_alives(std::string_view bytes);

[[nodiscard]] bool is_token(std::string_view text);

}  // namespace gatehouse::gates::sip
