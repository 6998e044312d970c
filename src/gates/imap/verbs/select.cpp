// SELECT, EXAMINE, CLOSE, UNSELECT.
#include "gates/imap/session.h"
#include "gates/imap/verbs/expunging.h"
#include "gates/imap/verbs/verbs.h"

namespace gatehouse::gates::imap {
namespace {

Result<std::unique_ptr<Selected>> open(const mailbox::Mailboxes& mailboxes, const Select& request) {
  const auto directory = mailboxes.directory(request.mailbox);
  if (!directory) return std::unexpected(directory.error());
  const auto access = request.read_only ? mailbox::Access::read_only : mailbox::Access::read_write;
  auto folder = mailbox::Folder::open(*directory, access);
  if (!folder) return std::unexpected(folder.error());
  return std::make_unique<Selected>(std::move(*folder), request.read_only);
}

}  // namespace

Outcome perform(Session& session, Select& request) {
  session.select(nullptr);  // RFC 3501, section 6.3.1: also when the new one cannot be selected
  const auto work = [&] { return open(session.mailboxes(), request); };
  auto opened = co_await session.on_disk(work);
  if (!opened) co_return failure(opened.error());
  session.say((*opened)->description());
  session.select(std::move(*opened));
  co_return request.read_only ? ok("Examined", "READ-ONLY") : ok("Selected", "READ-WRITE");
}

Outcome perform(Session& session, Close& request) {
  if (request.expunge && !session.selected()->read_only()) {
    auto& selected = *session.selected();
    const auto work = [&] { return expunge_deleted(selected, nullptr); };
    const auto expunged = co_await session.on_disk(work);
    if (!expunged) co_return failure(expunged.error());
  }
  session.select(nullptr);
  co_return ok("Closed");
}

}  // namespace gatehouse::gates::imap
