// IQ stanzas, RFC 6120, section 8.2.3: the server's own answers, and those of other clients.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/clock.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"
#include "gates/xmpp/stamp.h"

namespace gatehouse::gates::xmpp {

std::span<const Session::Query> Session::queries() {
  static constexpr std::array table{
      Query{"block", space::blocking, nullptr, &Session::change_blocked},
      Query{"blocklist", space::blocking, &Session::give_blocked, nullptr},
      Query{"disable", space::carbons, nullptr, &Session::change_carbons},
      Query{"enable", space::carbons, nullptr, &Session::change_carbons},
      Query{"ping", space::ping, &Session::nothing, nullptr},
      Query{"query", space::disco_info, &Session::info, nullptr},
      Query{"query", space::disco_items, &Session::items, nullptr},
      Query{"query", space::private_data, &Session::give_private, &Session::set_private},
      Query{"query", space::register_query, &Session::registration, &Session::change_password},
      Query{"query", space::roster, &Session::give_roster, &Session::change_roster},
      Query{"query", space::version, &Session::version, nullptr},
      Query{"session", space::session, nullptr, &Session::nothing},
      Query{"time", space::time, &Session::time, nullptr},
      Query{"unblock", space::blocking, nullptr, &Session::change_blocked},
      Query{"vCard", space::vcard, &Session::give_vcard, &Session::set_vcard}};
  return table;
}

net::Task<void> Session::iq(Element stanza) {
  const auto type = stanza.value("type");
  const auto to = Jid::parse(stanza.value("to"));
  const bool is_answer = type == "result" || type == "error";
  if (is_answer) {
    if (to && !to->resource.empty()) pass_answer(stanza, *to);
    co_return;
  }
  const bool is_whole =
      (type == "get" || type == "set") && !stanza.value("id").empty() && stanza.elements() == 1;
  if (!is_whole) co_return say(error_to(stanza, bad_request));
  if (!stanza.value("to").empty() && !to) co_return say(error_to(stanza, jid_malformed));
  const bool is_ours = !to || is_server(*to) || (is_own(*to) && to->resource.empty());
  auto answer = is_ours ? co_await answer_query(stanza) : co_await pass_query(stanza, *to);
  if (!answer.name.empty()) say(answer);
}

net::Task<Element> Session::answer_query(const Element& stanza) {
  const auto& what = *stanza.first();
  const auto row = std::ranges::find_if(
      queries(), [&](const Query& query) { return what.is(query.name, query.space); });
  if (row == queries().end()) co_return error_to(stanza, service_unavailable);
  const auto answerer = stanza.value("type") == "get" ? row->get : row->set;
  if (answerer == nullptr) co_return error_to(stanza, bad_request);
  co_return co_await (this->*answerer)(stanza, what);
}

// An empty element: somebody else will answer. RFC 6121, section 8.5.3.1: whoever may not see that
// a resource is there is told what he is told of one that is not.
net::Task<Element> Session::pass_query(Element stanza, Jid to) {
  const bool is_vcard = stanza.first()->is("vCard", space::vcard) && stanza.value("type") == "get";
  if (is_vcard && to.resource.empty()) co_return co_await vcard_of(stanza, std::move(to));
  const auto found = co_await find(to);
  if (found.where == Where::elsewhere) co_return error_to(stanza, no_such_server);
  if (found.where == Where::unknown_now) co_return error_to(stanza, try_later);
  const auto me = Jid::parse(jid());
  const auto theirs = commons_.hub.roster(found.place.account);
  const bool is_blocked = me && theirs && theirs->blocks(*me);
  if (found.where != Where::here || to.resource.empty() || is_blocked)
    co_return error_to(stanza, service_unavailable);
  const bool own = found.place.account == place_.account;
  const bool seen = own || (theirs && theirs->shows_presence_to(place_.account));
  bool passed = false;
  const auto text = to_xml(stanza, space::client);
  commons_.hub.at(found.place.account, to.resource, [&](Resource& one) {
    const bool shown = std::ranges::find(one.directed, place_.account) != one.directed.end();
    if (seen || shown) passed = one.outbox->push(text);
  });
  co_return passed ? Element{} : error_to(stanza, service_unavailable);
}

void Session::pass_answer(const Element& stanza, const Jid& to) {
  const auto theirs = commons_.hub.roster(to.bare());
  const auto me = Jid::parse(jid());
  if (!me || (theirs && theirs->blocks(*me))) return;
  commons_.hub.at(to.bare(), to.resource,
                  [&](Resource& one) { (void)one.outbox->push(to_xml(stanza, space::client)); });
}

net::Task<Element> Session::nothing(const Element& stanza, const Element& /*what*/) {
  co_return answer_to(stanza, "result");
}

net::Task<Element> Session::change_carbons(const Element& stanza, const Element& what) {
  const bool wanted = what.name == "enable";
  own([&](Resource& one) { one.wants_carbons = wanted; });
  co_return answer_to(stanza, "result");
}

// XEP-0030. An account says no more than that it is one, to itself.
net::Task<Element> Session::info(const Element& stanza, const Element& what) {
  if (!what.value("node").empty()) co_return error_to(stanza, item_not_found);
  const auto to = Jid::parse(stanza.value("to"));
  const bool of_account = !to || is_own(*to);
  auto query = element("query", space::disco_info);
  auto identity = element("identity", space::disco_info);
  identity.set("category", of_account ? "account" : "server")
      .set("type", of_account ? "registered" : "im")
      .set("name", of_account ? place_.account : std::string("Gatehouse"));
  query.add(std::move(identity));
  std::set<std::string_view> features{space::offline};
  for (const auto& row : queries()) features.insert(row.space);
  for (const auto feature : features)
    query.add(std::move(element("feature", space::disco_info).set("var", feature)));
  co_return std::move(answer_to(stanza, "result").add(std::move(query)));
}

net::Task<Element> Session::items(const Element& stanza, const Element& /*what*/) {
  co_return std::move(answer_to(stanza, "result").add(element("query", space::disco_items)));
}

// XEP-0202.
net::Task<Element> Session::time(const Element& stanza, const Element& /*what*/) {
  auto time = element("time", space::time);
  time.add(element("tzo", space::time, "+00:00"));
  time.add(element("utc", space::time, stamp(SystemClock().now())));
  co_return std::move(answer_to(stanza, "result").add(std::move(time)));
}

// XEP-0092, section 5: which release this is would be of use to attackers most of all.
net::Task<Element> Session::version(const Element& stanza, const Element& /*what*/) {
  auto query = element("query", space::version);
  query.add(element("name", space::version, "Gatehouse"));
  co_return std::move(answer_to(stanza, "result").add(std::move(query)));
}

}  // namespace gatehouse::gates::xmpp
