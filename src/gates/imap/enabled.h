// Extensions a client has to switch on (RFC 5161): they change what it must understand.
#pragma once

namespace gatehouse::gates::imap {

struct Enabled {
  bool condstore = false;  // RFC 7162, section 3.1; other commands than ENABLE switch it on too
  bool qresync = false;    // RFC 7162, section 3.2; condstore with it
  bool utf8 = false;       // RFC 6855, section 3
  bool rev2 = false;       // RFC 9051, appendix E: what IMAP4rev1 does another way
};

}  // namespace gatehouse::gates::imap
