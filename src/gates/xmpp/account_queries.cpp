// What an account keeps here for its clients: a vCard (XEP-0054), private data (XEP-0049); and its
// password (XEP-0077).
#include <utility>

#include "gates/shared/command_line.h"
#include "gates/shared/on_disk.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {
net::Task<Element> Session::give_vcard(const Element& stanza, const Element& /*what*/) {
  auto work = [this] { return commons_.accounts.vcard(place_); };
  auto vcard = co_await on_disk(commons_.around.disk, std::move(work));
  if (!vcard) co_return error_to(stanza, try_later);
  auto answer = answer_to(stanza, "result");
  answer.add(*vcard ? std::move(**vcard) : element("vCard", space::vcard));
  co_return answer;
}

net::Task<Element> Session::set_vcard(const Element& stanza, const Element& what) {
  auto work = [&] { return commons_.accounts.set_vcard(place_, what); };
  const auto done = co_await on_disk(commons_.around.disk, std::move(work));
  co_return done ? answer_to(stanza, "result") : error_to(stanza, try_later);
}

// Seen by those who see the account's presence; others cannot tell whether there is such an
// account.
net::Task<Element> Session::vcard_of(const Element& stanza, Jid whose) {
  const auto found = co_await find(whose);
  if (found.where == Where::elsewhere) co_return error_to(stanza, no_such_server);
  if (found.where != Where::here) co_return error_to(stanza, service_unavailable);
  const auto theirs = co_await roster_of(found.place);
  const bool own = found.place.account == place_.account;
  if (!own && (!theirs || !theirs->shows_presence_to(place_.account)))
    co_return error_to(stanza, service_unavailable);
  auto work = [&] { return commons_.accounts.vcard(found.place); };
  auto vcard = co_await on_disk(commons_.around.disk, std::move(work));
  if (!vcard) co_return error_to(stanza, try_later);
  if (!*vcard) co_return error_to(stanza, item_not_found);
  co_return std::move(answer_to(stanza, "result").add(std::move(**vcard)));
}

net::Task<Element> Session::give_private(const Element& stanza, const Element& what) {
  const auto* like = what.first();
  if (like == nullptr || like->space == space::private_data)
    co_return error_to(stanza, bad_request);
  auto work = [&] { return commons_.accounts.private_data(place_, *like); };
  auto data = co_await on_disk(commons_.around.disk, std::move(work));
  if (!data) co_return error_to(stanza, try_later);
  auto query = element("query", space::private_data);
  query.add(*data ? std::move(**data) : element(like->name, like->space));
  co_return std::move(answer_to(stanza, "result").add(std::move(query)));
}

net::Task<Element> Session::set_private(const Element& stanza, const Element& what) {
  const auto* data = what.first();
  if (data == nullptr || data->space == space::private_data)
    co_return error_to(stanza, bad_request);
  auto work = [&] { return commons_.accounts.set_private_data(place_, *data); };
  const auto done = co_await on_disk(commons_.around.disk, std::move(work));
  if (done) co_return answer_to(stanza, "result");
  co_return error_to(stanza, done.error().code == ErrorCode::too_long ? over_limit : try_later);
}

// XEP-0077, section 3: accounts are made by administrators; what can be changed is the password.
net::Task<Element> Session::registration(const Element& stanza, const Element& /*what*/) {
  auto query = element("query", space::register_query);
  query.add(element("registered", space::register_query));
  query.add(element("username", space::register_query,
                    place_.account.substr(0, place_.account.find('@'))));
  query.add(element("password", space::register_query));
  co_return std::move(answer_to(stanza, "result").add(std::move(query)));
}

net::Task<Element> Session::change_password(const Element& stanza, const Element& what) {
  const auto* field = what.child("password", space::register_query);
  if (what.child("remove", space::register_query) != nullptr)
    co_return error_to(stanza, not_allowed);
  if (field == nullptr) co_return error_to(stanza, bad_request);
  std::string text = field->content();
  const WipeAtEnd wiped(text);
  if (text.empty()) co_return error_to(stanza, bad_request);
  Secret password(text);
  const auto reply = co_await set_own_password(*visit_, std::move(password));
  if (reply.code == 200) co_return answer_to(stanza, "result");
  auto refused = error_to(stanza, not_acceptable);
  refused.children.back().add(element("text", space::stanza_errors, reply.words));
  co_return refused;
}

}  // namespace gatehouse::gates::xmpp
