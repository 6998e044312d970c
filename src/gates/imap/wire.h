// How values look in our answers (RFC 3501, section 9).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gates/imap/name_form.h"
#include "mailbox/message.h"

namespace gatehouse::gates::imap {

[[nodiscard]] std::string literal_text(std::string_view bytes);  // "{3}\r\nabc"
[[nodiscard]] std::string string_text(std::string_view bytes);   // quoted when it can be
[[nodiscard]] std::string nstring_text(const std::optional<std::string>& bytes);  // or NIL
[[nodiscard]] std::string mailbox_text(std::string_view name,
                                       NameForm form = NameForm::modified_utf7);  // from UTF-8
[[nodiscard]] std::string keyword_text(const std::vector<std::string>& words);    // "a b"
[[nodiscard]] std::string flags_text(const mailbox::Flags& flags, bool recent);   // "(\Seen)"
[[nodiscard]] std::string date_time_text(Time time);                              // quoted, in UTC

}  // namespace gatehouse::gates::imap
