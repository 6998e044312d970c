// CAPABILITY, NOOP, CHECK, ID, LOGOUT.
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {

Outcome perform(Session& session, Capability& /*request*/) {
  session.say("* CAPABILITY " + session.capabilities() + "\r\n");
  co_return ok("That is all");
}

// The news of the selected mailbox follow every command.
Outcome perform(Session& /*session*/, Noop& /*request*/) { co_return ok("Nothing done"); }

Outcome perform(Session& /*session*/, Check& /*request*/) { co_return ok("All is on the disk"); }

Outcome perform(Session& session, Id& /*request*/) {
  session.say("* ID (\"name\" \"Gatehouse\")\r\n");
  co_return ok("Pleased to meet you");
}

Outcome perform(Session& session, Logout& /*request*/) {
  session.say(bye_line("Goodbye"));
  Completion completion = ok("Logged out");
  completion.close = true;
  co_return completion;
}

}  // namespace gatehouse::gates::imap
