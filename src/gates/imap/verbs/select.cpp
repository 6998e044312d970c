// SELECT, EXAMINE, CLOSE, UNSELECT.
#include "gates/imap/listing.h"
#include "gates/imap/resync.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/expunging.h"
#include "gates/imap/verbs/verbs.h"
#include "mailbox/names.h"

namespace gatehouse::gates::imap {
namespace {

Result<std::unique_ptr<Selected>> open(const mailbox::Mailboxes& mailboxes, const Place& place,
                                       bool read_only) {
  const auto directory = mailboxes.directory(place.name);
  if (!directory) return std::unexpected(directory.error());
  const auto access = read_only ? mailbox::Access::read_only : mailbox::Access::read_write;
  auto folder = mailbox::Folder::open(*directory, access);
  if (!folder) return std::unexpected(folder.error());
  return std::make_unique<Selected>(std::move(*folder), read_only, place);
}

}  // namespace

Outcome perform(Session& session, Select& request) {
  if (request.resync && !session.enabled().qresync) co_return bad("Say ENABLE QRESYNC first");
  // RFC 7162, section 3.2.11: what follows is about the other mailbox.
  if (session.selected() != nullptr) session.say("* OK [CLOSED] The mailbox is closed\r\n");
  session.select(nullptr);  // RFC 3501, section 6.3.1: also when the new one cannot be selected
  const auto place = co_await find_place(session, request.mailbox, Act::read);
  if (!place) co_return place.error();
  const bool read_only = request.read_only || !may_change(place->rights);
  const auto work = [&] { return open(session.mailboxes_of(*place), *place, read_only); };
  auto opened = co_await session.on_disk(work);
  if (!opened) co_return failure(opened.error());
  if (request.condstore) session.use_condstore();
  const bool rev2 = session.enabled().rev2;
  if (rev2) (*opened)->forget_recent();
  session.say((*opened)->description());
  if (rev2)  // RFC 9051, section 6.3.2
    session.say(list_line("LIST", "",
                          mailbox::is_inbox(request.mailbox) ? "INBOX" : request.mailbox,
                          session.names()) +
                "\r\n");
  if (request.resync) session.say(resync_lines(**opened, *request.resync));
  session.select(std::move(*opened));
  const auto words = request.read_only ? "Examined" : "Selected";
  co_return ok(words, read_only ? "READ-ONLY" : "READ-WRITE");
}

Outcome perform(Session& session, Close& request) {
  if (request.expunge && !session.selected()->read_only() &&
      session.selected()->may(Act::expunge)) {
    auto& selected = *session.selected();
    const auto work = [&] { return expunge_deleted(selected, nullptr); };
    const auto expunged = co_await session.on_disk(work);
    if (!expunged) co_return failure(expunged.error());
  }
  session.select(nullptr);
  co_return ok("Closed");
}

}  // namespace gatehouse::gates::imap
