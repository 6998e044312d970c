// How texts are compared (RFC 5051, i;unicode-casemap; RFC 5255, section 4.6, level 1).
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gates::imap {

// Two texts are the same when these are, and order as these bytes do. Of any bytes; what is not
// UTF-8 is replaced.
[[nodiscard]] std::string collation_key(std::string_view text);

}  // namespace gatehouse::gates::imap
