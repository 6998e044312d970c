// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE.
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "mailbox/special_use.h"

namespace gatehouse::gates::imap {
namespace {

Completion outcome(const Result<void>& done, std::string_view words) {
  return done ? ok(words) : failure(done.error());
}

}  // namespace

// RFC 3501, section 6.3.3: a delimiter at the end only says that more levels will follow.
Outcome perform(Session& session, Create& request) {
  std::string_view name = request.mailbox;
  if (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
  const auto use = mailbox::use_of(request.uses);
  if (!use) co_return no("USEATTR", "No mailbox can have this use");
  const auto work = [&] { return mailbox::create_for(session.mailboxes(), name, *use); };
  const auto created = co_await session.on_disk(work);
  if (!created && created.error().code == ErrorCode::conflict)
    co_return no("USEATTR", "Another mailbox has this use");
  co_return outcome(created, "Created");
}

Outcome perform(Session& session, Delete& request) {
  const auto work = [&] { return session.mailboxes().remove(request.mailbox); };
  const auto removed = co_await session.on_disk(work);
  co_return outcome(removed, "Deleted");
}

Outcome perform(Session& session, Rename& request) {
  const auto work = [&] { return session.mailboxes().rename(request.from, request.to); };
  const auto renamed = co_await session.on_disk(work);
  co_return outcome(renamed, "Renamed");
}

Outcome perform(Session& session, Subscribe& request) {
  const auto work = [&] { return session.mailboxes().subscribe(request.mailbox, request.on); };
  const auto done = co_await session.on_disk(work);
  co_return outcome(done, request.on ? "Subscribed" : "Unsubscribed");
}

}  // namespace gatehouse::gates::imap
