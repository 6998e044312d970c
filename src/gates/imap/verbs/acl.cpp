// GETACL, SETACL, DELETEACL, LISTRIGHTS, MYRIGHTS (RFC 4314, section 3). What a list means and who
// may change it is decided by the keeper.
#include <algorithm>

#include "base/text.h"
#include "gates/imap/mailbox_place.h"
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

constexpr auto kind = auth::ObjectKind::mailbox;

// The place of a mailbox that is there.
net::Task<Found> find_mailbox(Session& session, std::string name, Act act) {
  auto place = co_await find_place(session, std::move(name), act);
  if (!place) co_return place;
  const auto work = [&] { return session.mailboxes_of(*place).directory(place->name); };
  const auto there = co_await session.on_disk(work);
  if (!there) co_return std::unexpected(failure(there.error()));
  co_return place;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("@.-_+#").contains(c);
}

// Old clients compare identifiers as they come: quotes only where they must be.
std::string identifier_text(std::string_view identifier) {
  if (!identifier.empty() && std::ranges::all_of(identifier, is_plain))
    return std::string(identifier);
  return string_text(identifier);
}

std::string rights_text(std::string_view rights) {
  return rights.empty() ? "\"\"" : told_rights(rights);
}

// The owner is `joe` in his own lists, as others of his domain are.
std::string owner_identifier(const Place& place) {
  return place.account.substr(0, place.account.find('@'));
}

net::Task<Completion> change(Session& session, std::string mailbox, auth::AclChange change,
                             std::string_view words) {
  const auto place = co_await find_mailbox(session, std::move(mailbox), Act::administer);
  if (!place) co_return place.error();
  const auto changed =
      co_await session.visit().change_acl(place->account, kind, place->name, std::move(change));
  if (!changed) co_return refusal(changed.error());
  co_return ok(words);
}

}  // namespace

Outcome perform(Session& session, GetAcl& request) {
  const auto place = co_await find_mailbox(session, request.mailbox, Act::administer);
  if (!place) co_return place.error();
  const auto elements = co_await session.visit().acl(place->account, kind, place->name);
  if (!elements) co_return refusal(elements.error());
  std::string line = "* ACL " + mailbox_text(request.mailbox, session.names()) + ' ' +
                     identifier_text(owner_identifier(*place)) + ' ' + told_rights(every_right);
  for (const auto& [identifier, rights] : *elements)
    line += ' ' + identifier_text(identifier) + ' ' + rights_text(rights);
  session.say(line + "\r\n");
  co_return ok("That is all");
}

Outcome perform(Session& session, SetAcl& request) {
  co_return co_await change(session, request.mailbox, request.change, "Rights set");
}

Outcome perform(Session& session, DeleteAcl& request) {
  auth::AclChange none{request.identifier, auth::AclChange::How::replace, {}};
  co_return co_await change(session, request.mailbox, std::move(none), "Rights taken away");
}

// RFC 4314, section 3.7: what the owner has in any case, and what each other may be given.
Outcome perform(Session& session, ListRights& request) {
  const auto place = co_await find_mailbox(session, request.mailbox, Act::administer);
  if (!place) co_return place.error();
  const bool is_owner = same_but_case(request.identifier, place->account) ||
                        same_but_case(request.identifier, owner_identifier(*place));
  std::string line = "* LISTRIGHTS " + mailbox_text(request.mailbox, session.names()) + ' ' +
                     identifier_text(request.identifier) + ' ';
  if (is_owner) {
    line += told_rights(every_right);
  } else {
    line += "\"\"";
    for (const char letter : told_rights(every_right)) line.append(" ").push_back(letter);
  }
  session.say(line + "\r\n");
  co_return ok("That is all");
}

Outcome perform(Session& session, MyRights& request) {
  const auto place = co_await find_mailbox(session, request.mailbox, Act::know_rights);
  if (!place) co_return place.error();
  session.say("* MYRIGHTS " + mailbox_text(request.mailbox, session.names()) + ' ' +
              rights_text(place->rights) + "\r\n");
  co_return ok("That is all");
}

}  // namespace gatehouse::gates::imap
