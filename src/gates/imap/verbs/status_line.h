// The answer to STATUS, for LIST too (RFC 5819).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gates/imap/command.h"
#include "gates/imap/name_form.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::gates::imap {

// With its line's end; `name` is that of the mailbox inside its account. Blocks.
[[nodiscard]] Result<std::string> status_line(const mailbox::Mailboxes& mailboxes,
                                              std::string_view name, const Status& request,
                                              NameForm names);

}  // namespace gatehouse::gates::imap
