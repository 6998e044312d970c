#include <algorithm>

#include "gates/imap/session.h"
#include "gates/imap/verbs/status_line.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

using mailbox::Message;

std::string text_of(StatusItem item, const mailbox::Folder& folder) {
  const auto& messages = folder.messages();
  const auto unseen = [](const Message& message) { return !message.flags.seen; };
  switch (item) {
    case StatusItem::messages:
      return "MESSAGES " + std::to_string(messages.size());
    case StatusItem::recent:
      return "RECENT " + std::to_string(std::ranges::count(messages, true, &Message::recent));
    case StatusItem::uidnext:
      return "UIDNEXT " + std::to_string(folder.uid_next());
    case StatusItem::uidvalidity:
      return "UIDVALIDITY " + std::to_string(folder.uid_validity());
    case StatusItem::unseen:
      return "UNSEEN " + std::to_string(std::ranges::count_if(messages, unseen));
  }
  return {};
}

}  // namespace

Result<std::string> status_line(const mailbox::Mailboxes& mailboxes, std::string_view name,
                                const Status& request) {
  const auto directory = mailboxes.directory(name);
  if (!directory) return std::unexpected(directory.error());
  const auto folder = mailbox::Folder::open(*directory, mailbox::Access::read_only);
  if (!folder) return std::unexpected(folder.error());
  std::string items;
  for (const auto item : request.items)
    items += (items.empty() ? "" : " ") + text_of(item, **folder);
  return "* STATUS " + mailbox_text(request.mailbox) + " (" + items + ")\r\n";
}

Outcome perform(Session& session, Status& request) {
  const auto place = co_await find_place(session, request.mailbox, Act::read);
  if (!place) co_return place.error();
  const auto work = [&] { return status_line(session.mailboxes_of(*place), place->name, request); };
  const auto line = co_await session.on_disk(work);
  if (!line) co_return failure(line.error());
  session.say(*line);
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
