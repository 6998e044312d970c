#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {

// RFC 3501, section 6.2.1. What the client sent before the handshake is dropped unread by
// net::Lines, and the keeper forgets what it learnt before.
Outcome perform(Session& session, StartTls& /*request*/) {
  if (session.lines().stream().tls() != nullptr) co_return bad("TLS is in use already");
  if (!session.can_start_tls()) co_return no({}, "There is no TLS here");
  co_return Completion{.kind = Completion::Kind::start_tls, .code = {}, .words = "Begin TLS"};
}

}  // namespace gatehouse::gates::imap
