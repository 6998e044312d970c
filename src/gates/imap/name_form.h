// How mailbox names look on the wire.
#pragma once

namespace gatehouse::gates::imap {

enum class NameForm {
  modified_utf7,  // RFC 3501, section 5.1.3
  utf8            // RFC 6855, section 3: after ENABLE UTF8=ACCEPT or IMAP4rev2
};

}  // namespace gatehouse::gates::imap
