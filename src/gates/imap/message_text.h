// A message as SEARCH reads it: header fields and text parts decoded to UTF-8 and without case
// (RFC 3501, section 6.4.4).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::gates::imap {

// Any bytes; what is not UTF-8 is replaced.
[[nodiscard]] std::string without_case(std::string_view text);
// Every field of the name, each decoded and without case.
[[nodiscard]] std::vector<std::string> searchable_fields(std::string_view header,
                                                         std::string_view name);
[[nodiscard]] std::string searchable_header(std::string_view header);
[[nodiscard]] std::string searchable_body(std::string_view message);
// The day of the Date field where it was written.
[[nodiscard]] std::optional<std::chrono::sys_days> sent_day(std::string_view header);

}  // namespace gatehouse::gates::imap
