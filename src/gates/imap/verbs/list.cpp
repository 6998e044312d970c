// LIST with its extensions, NAMESPACE.
#include <algorithm>
#include <iterator>
#include <set>

#include "gates/imap/listing.h"
#include "gates/imap/session.h"
#include "gates/imap/shared_list.h"
#include "gates/imap/verbs/status_line.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"
#include "mailbox/special_use.h"

namespace gatehouse::gates::imap {
namespace {

using mailbox::Mailboxes;

// What is subscribed and not there is an entry too.
Result<std::vector<ListEntry>> own_entries(const Mailboxes& mailboxes) {
  const auto found = mailboxes.list();
  if (!found) return std::unexpected(found.error());
  const auto subscriptions = mailboxes.subscriptions();
  if (!subscriptions) return std::unexpected(subscriptions.error());
  auto uses = mailbox::special_uses(mailboxes, *found);
  std::set<std::string> missing(subscriptions->begin(), subscriptions->end());
  std::vector<ListEntry> entries;
  for (const auto& each : *found) {
    missing.erase(each.name);
    entries.push_back({.name = each.name,
                       .exists = true,
                       .selectable = each.selectable,
                       .has_children = each.has_children,
                       .subscribed = each.subscribed,
                       .use = std::move(uses[each.name])});
  }
  for (const auto& name : missing)
    entries.push_back(
        {.name = name, .exists = false, .selectable = false, .subscribed = true, .use = {}});
  return entries;
}

// RFC 8440, section 3: of what is a mailbox.
std::string rights_line(const ListLine& line, const SharedList& shared, NameForm names) {
  const auto elsewhere = shared.rights.find(line.name);
  if (elsewhere == shared.rights.end() && (line.name.starts_with(shared_mark) || !line.selectable))
    return {};
  const auto& rights =
      elsewhere == shared.rights.end() ? auth::Letters(every_right) : elsewhere->second;
  if (!rights.contains('l')) return {};
  return "* MYRIGHTS " + mailbox_text(line.name, names) + ' ' + told_rights(rights) + "\r\n";
}

// RFC 5819, section 2: a mailbox that STATUS cannot look into is listed all the same.
Result<std::string> answer(const Session& session, const List& request, SharedList shared) {
  auto entries = own_entries(session.mailboxes());
  if (!entries) return std::unexpected(entries.error());
  std::ranges::move(shared.entries, std::back_inserter(*entries));
  std::string text;
  for (const auto& line : listing(request, std::move(*entries), session.names())) {
    text += line.text;
    if (request.wanted.my_rights) text += rights_line(line, shared, session.names());
    if (request.wanted.status.empty() || !line.selectable) continue;
    const auto elsewhere = shared.places.find(line.name);
    const auto place =
        elsewhere == shared.places.end() ? own_place(session, line.name) : elsewhere->second;
    const auto status = status_line(session.mailboxes_of(place), place.name,
                                    {line.name, request.wanted.status}, session.names());
    if (status) text += *status;
  }
  return text;
}

}  // namespace

Outcome perform(Session& session, List& request) {
  // RFC 3501, section 6.3.8: an empty name asks for the delimiter.
  if (!request.extended && request.patterns.front().empty()) {
    session.say(list_line("LIST", "\\Noselect", "", session.names()) + "\r\n");
    co_return ok("That is the delimiter");
  }
  const auto shared = co_await shared_list(session, request);
  const auto work = [&] { return answer(session, request, shared); };
  const auto lines = co_await session.on_disk(work);
  if (!lines) co_return failure(lines.error());
  session.say(*lines);
  co_return ok("That is all");
}

Outcome perform(Session& session, Namespace& /*request*/) {
  session.say("* NAMESPACE ((\"\" \"/\")) ((\"~\" \"/\")) NIL\r\n");
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
