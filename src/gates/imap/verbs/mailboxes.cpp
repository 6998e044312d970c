// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE.
#include "gates/imap/listing.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"
#include "mailbox/folder.h"
#include "mailbox/names.h"
#include "mailbox/special_use.h"

namespace gatehouse::gates::imap {
namespace {

Completion outcome(const Result<void>& done, std::string_view words) {
  return done ? ok(words) : failure(done.error());
}

Result<std::string> id_of(const mailbox::Mailboxes& mailboxes, const std::string& name) {
  const auto directory = mailboxes.directory(name);
  if (!directory) return std::unexpected(directory.error());
  const auto folder = mailbox::Folder::open(*directory, mailbox::Access::read_only);
  if (!folder) return std::unexpected(folder.error());
  return (*folder)->id();
}

// A mailbox that may not be seen is not told of when it is in the way.
Completion made(const Result<void>& done, const Place& place, std::string_view words) {
  const bool is_in_the_way = !done && done.error().code == ErrorCode::already_exists;
  if (is_in_the_way && !place.rights.contains('l'))
    return no("NOPERM", "You may not do this with that mailbox");
  return outcome(done, words);
}

}  // namespace

// RFC 3501, section 6.3.3: a delimiter at the end only says that more levels will follow.
Outcome perform(Session& session, Create& request) {
  std::string_view name = request.mailbox;
  if (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
  const auto use = mailbox::use_of(request.uses);
  if (!use) co_return no("USEATTR", "No mailbox can have this use");
  const auto place = co_await find_place(session, std::string(name), Act::create);
  if (!place) co_return place.error();
  if (!place->own && !use->empty())
    co_return no("USEATTR", "Uses are given to one's own mailboxes");
  const auto work = [&] {
    return mailbox::create_for(session.mailboxes_of(*place), place->name, *use);
  };
  const auto created = co_await session.on_disk(work);
  if (!created && created.error().code == ErrorCode::conflict)
    co_return no("USEATTR", "Another mailbox has this use");
  auto answer = made(created, *place, "Created");
  if (answer.kind == Completion::Kind::ok) {
    const auto look = [&] { return id_of(session.mailboxes_of(*place), place->name); };
    const auto id = co_await session.on_disk(look);
    if (id) answer.code = "MAILBOXID (" + *id + ')';  // RFC 8474, section 4.1
  }
  co_return answer;
}

Outcome perform(Session& session, Delete& request) {
  const auto place = co_await find_place(session, request.mailbox, Act::remove);
  if (!place) co_return place.error();
  const auto work = [&] { return session.mailboxes_of(*place).remove(place->name); };
  const auto removed = co_await session.on_disk(work);
  co_return outcome(removed, "Deleted");
}

Outcome perform(Session& session, Rename& request) {
  const auto from = co_await find_place(session, request.from, Act::remove);
  if (!from) co_return from.error();
  const auto to = co_await find_place(session, request.to, Act::create);
  if (!to) co_return to.error();
  if (from->account != to->account)
    co_return no("CANNOT", "A mailbox cannot be moved into another account");
  const auto work = [&] { return session.mailboxes_of(*from).rename(from->name, to->name); };
  const auto renamed = co_await session.on_disk(work);
  // RFC 9051, sections 6.3.6 and 6.3.9.7; INBOX is still there.
  if (renamed && session.enabled().rev2 && !mailbox::is_inbox(from->name))
    session.say(list_line("LIST", "", request.to, session.names()) + " (\"OLDNAME\" (" +
                mailbox_text(request.from, session.names()) + "))\r\n");
  co_return made(renamed, *to, "Renamed");
}

Outcome perform(Session& session, Subscribe& request) {
  const auto work = [&] { return session.mailboxes().subscribe(request.mailbox, request.on); };
  const auto done = co_await session.on_disk(work);
  co_return outcome(done, request.on ? "Subscribed" : "Unsubscribed");
}

}  // namespace gatehouse::gates::imap
