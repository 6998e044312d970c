// Messages with parts in the encoding "binary" (RFC 3516, section 4.4), for a store of lines.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gates::imap {

// The same message with those parts in base64, so that it has CRLF line ends and no NUL. What is
// not inside such a part and yet binary is lost: a NUL becomes the byte 80.
[[nodiscard]] std::string without_binary(std::string_view message);

}  // namespace gatehouse::gates::imap
