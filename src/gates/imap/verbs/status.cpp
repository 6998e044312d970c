#include <algorithm>

#include "gates/imap/session.h"
#include "gates/imap/verbs/status_line.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

using mailbox::Message;

std::uint64_t size_of(const std::vector<Message>& messages) {
  std::uint64_t size = 0;
  for (const auto& message : messages) size += message.size;
  return size;
}

// RFC 9208, section 4.1.4: in the unit of STORAGE.
std::uint64_t deleted_size_of(const std::vector<Message>& messages) {
  std::uint64_t size = 0;
  for (const auto& message : messages) {
    if (message.flags.deleted) size += message.size;
  }
  return size;
}

std::string text_of(StatusItem item, const mailbox::Folder& folder) {
  const auto& messages = folder.messages();
  const auto unseen = [](const Message& message) { return !message.flags.seen; };
  const auto deleted = [](const Message& message) { return message.flags.deleted; };
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
    case StatusItem::deleted:
      return "DELETED " + std::to_string(std::ranges::count_if(messages, deleted));
    case StatusItem::deleted_storage:
      return "DELETED-STORAGE " + std::to_string((deleted_size_of(messages) + 1023) / 1024);
    case StatusItem::size:
      return "SIZE " + std::to_string(size_of(messages));
    case StatusItem::highestmodseq:
      return "HIGHESTMODSEQ " + std::to_string(folder.highest());
    case StatusItem::mailboxid:
      return "MAILBOXID (" + folder.id() + ')';
  }
  return {};
}

}  // namespace

Result<std::string> status_line(const mailbox::Mailboxes& mailboxes, std::string_view name,
                                const Status& request, NameForm names) {
  const auto directory = mailboxes.directory(name);
  if (!directory) return std::unexpected(directory.error());
  const auto folder = mailbox::Folder::open(*directory, mailbox::Access::read_only);
  if (!folder) return std::unexpected(folder.error());
  std::string items;
  for (const auto item : request.items)
    items += (items.empty() ? "" : " ") + text_of(item, **folder);
  return "* STATUS " + mailbox_text(request.mailbox, names) + " (" + items + ")\r\n";
}

Outcome perform(Session& session, Status& request) {
  // RFC 7162, section 3.1: who asks for it understands mod-sequences.
  if (std::ranges::count(request.items, StatusItem::highestmodseq) > 0) session.use_condstore();
  const auto place = co_await find_place(session, request.mailbox, Act::read);
  if (!place) co_return place.error();
  const auto work = [&] {
    return status_line(session.mailboxes_of(*place), place->name, request, session.names());
  };
  const auto line = co_await session.on_disk(work);
  if (!line) co_return failure(line.error());
  session.say(*line);
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
