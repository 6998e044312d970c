// The wildcards of LIST and LSUB (RFC 3501, section 6.3.8): "*" is any run of characters, "%" any
// run without the hierarchy delimiter.
#pragma once

#include <string_view>

namespace gatehouse::gates::imap {

constexpr char delimiter = '/';

// In time proportional to the product of both lengths, whatever the pattern.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

}  // namespace gatehouse::gates::imap
