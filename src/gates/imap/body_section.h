// The bytes that BODY[...] means (RFC 3501, section 6.4.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gates/imap/command.h"
#include "gates/imap/message_parts.h"

namespace gatehouse::gates::imap {

// Whether section_bytes() wants the parts of the message, or null will do.
[[nodiscard]] bool needs_parts(const BodySection& section);
// nullopt: there is no such part.
[[nodiscard]] std::optional<std::string> section_bytes(std::string_view message, const Part* parts,
                                                       const BodySection& section);
// A section of nothing but part numbers without its Content-Transfer-Encoding (RFC 3516, section
// 4.2); the whole message and parts of parts as they are. not_found: there is no such part;
// malformed: nobody knows the encoding.
[[nodiscard]] Result<std::string> binary_bytes(std::string_view message, const Part* parts,
                                               const BodySection& section);
[[nodiscard]] std::string_view cut(std::string_view bytes, const std::optional<Partial>& partial);

}  // namespace gatehouse::gates::imap
