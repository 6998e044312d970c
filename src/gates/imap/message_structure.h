// What FETCH says about a message's structure: ENVELOPE, BODY, BODYSTRUCTURE (RFC 3501, section
// 7.4.2). Any bytes give an answer of the right form.
#pragma once

#include <string>
#include <string_view>

#include "gates/imap/message_parts.h"

namespace gatehouse::gates::imap {

[[nodiscard]] std::string envelope_text(std::string_view header);
// `extended`: BODYSTRUCTURE, else BODY.
[[nodiscard]] std::string structure_text(std::string_view message, const Part& part, bool extended);

}  // namespace gatehouse::gates::imap
