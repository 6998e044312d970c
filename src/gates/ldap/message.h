// The envelope of LDAP messages (RFC 4511, sections 4.1.1, 4.1.11, 5.1): where one ends, and what
// it carries.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gates/ldap/ber.h"
#include "net/lines.h"
#include "net/task.h"

namespace gatehouse::gates::ldap {

// Tags of the operations and of their answers.
inline constexpr Tag op_bind = 0x60;
inline constexpr Tag op_bind_answer = 0x61;
inline constexpr Tag op_unbind = 0x42;
inline constexpr Tag op_search = 0x63;
inline constexpr Tag op_entry = 0x64;
inline constexpr Tag op_search_done = 0x65;
inline constexpr Tag op_modify = 0x66;
inline constexpr Tag op_modify_answer = 0x67;
inline constexpr Tag op_add = 0x68;
inline constexpr Tag op_add_answer = 0x69;
inline constexpr Tag op_delete = 0x4A;
inline constexpr Tag op_delete_answer = 0x6B;
inline constexpr Tag op_rename = 0x6C;
inline constexpr Tag op_rename_answer = 0x6D;
inline constexpr Tag op_compare = 0x6E;
inline constexpr Tag op_compare_answer = 0x6F;
inline constexpr Tag op_abandon = 0x50;
inline constexpr Tag op_extended = 0x77;
inline constexpr Tag op_extended_answer = 0x78;

struct Control {
  std::string_view oid;
  bool critical = false;
  std::optional<std::string_view> value{};
};

// Views into the bytes it was read from.
struct Message {
  std::int32_t id;  // from 1
  Tag operation;
  std::string_view content;
  std::vector<Control> controls;  // 16 at most
};
// malformed: not exactly one message.
[[nodiscard]] Result<Message> parse_message(std::string_view bytes);

// How many bytes follow the first two of a message before its size is known, at most 4. malformed:
// it begins as no message does, or its length is indefinite or has more bytes.
[[nodiscard]] Result<std::size_t> size_of_length(std::string_view first_two);
// The length those bytes say. too_long: more than `most`.
[[nodiscard]] Result<std::size_t> length_of(std::string_view head, std::size_t most);

// The next message, whole. `most` bytes of content; nothing is reserved before they are allowed.
// Errors: malformed, too_long: say so and close. closed, timed_out: nobody is there.
[[nodiscard]] net::Task<Result<std::string>> read_message(net::Lines& lines, std::size_t most);

}  // namespace gatehouse::gates::ldap
