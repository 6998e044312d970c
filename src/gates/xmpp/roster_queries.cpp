// What a client asks of its roster (RFC 6121, section 2) and of whom it blocks (XEP-0191).
#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "gates/shared/on_disk.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::size_t longest_name = 1023;
constexpr std::size_t most_groups = 30;

// RFC 6121, section 2.3.3; nullopt: one of them cannot be.
std::optional<std::vector<std::string>> groups_in(const Element& item) {
  std::vector<std::string> groups;
  for (const auto& child : item.children) {
    if (!child.is("group", space::roster)) continue;
    auto name = child.content();
    const bool is_new = std::ranges::find(groups, name) == groups.end();
    if (name.empty() || name.size() > longest_name || !is_new || groups.size() >= most_groups)
      return std::nullopt;
    groups.push_back(std::move(name));
  }
  return groups;
}

// nullopt: one of them is no address.
std::optional<std::vector<std::string>> addresses_in(const Element& what) {
  std::vector<std::string> all;
  for (const auto& child : what.children) {
    if (child.name != "item") continue;
    const auto address = Jid::parse(child.value("jid"));
    if (!address) return std::nullopt;
    all.push_back(address->full());
  }
  return all;
}

}  // namespace

net::Task<Element> Session::give_roster(const Element& stanza, const Element& what) {
  const auto roster = co_await roster_of(place_);
  if (!roster) co_return error_to(stanza, try_later);
  own([](Resource& one) { one.wants_roster = true; });
  auto answer = answer_to(stanza, "result");
  // RFC 6121, section 2.6.3: nothing is said to one who has it all.
  if (what.value("ver") == roster->version()) co_return answer;
  auto query = element("query", space::roster);
  query.set("ver", roster->version());
  for (const auto& [name, contact] : roster->contacts())
    if (contact.listed) query.add(roster_item(name, &contact));
  co_return std::move(answer.add(std::move(query)));
}

net::Task<Element> Session::change_roster(const Element& stanza, const Element& what) {
  const auto* item = what.child("item", space::roster);
  const auto address = item == nullptr ? std::nullopt : Jid::parse(item->value("jid"));
  if (what.elements() != 1 || !address) co_return error_to(stanza, bad_request);
  auto contact = address->bare();
  if (contact == place_.account) co_return error_to(stanza, not_allowed);
  if (item->value("subscription") == "remove")
    co_return co_await remove_contact(stanza, std::move(contact));
  auto groups = groups_in(*item);
  std::string name(item->value("name"));
  if (!groups || name.size() > longest_name) co_return error_to(stanza, not_acceptable);
  bool fits = true;
  const std::function<void(Roster&)> act = [&](Roster& roster) {
    fits = roster.put(contact, name, *groups);
  };
  auto work = [&] { return commons_.accounts.change(place_, act); };
  const auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  if (!roster) co_return error_to(stanza, try_later);
  if (!fits) co_return error_to(stanza, over_limit);
  push_item(place_.account, contact, **roster);
  co_return answer_to(stanza, "result");
}

// RFC 6121, section 2.5.2: what was agreed with the contact ends too.
net::Task<Element> Session::remove_contact(const Element& stanza, std::string contact) {
  std::optional<Contact> removed;
  const std::function<void(Roster&)> act = [&](Roster& roster) {
    removed = roster.remove(contact);
  };
  auto work = [&] { return commons_.accounts.change(place_, act); };
  const auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  if (!roster) co_return error_to(stanza, try_later);
  if (!removed) co_return error_to(stanza, item_not_found);
  push_item(place_.account, contact, **roster);
  if (removed->to || removed->pending_out) co_await pass_on(Handshake::unsubscribe, contact);
  if (removed->from || removed->pending_in) co_await pass_on(Handshake::unsubscribed, contact);
  co_return answer_to(stanza, "result");
}

net::Task<Element> Session::give_blocked(const Element& stanza, const Element& /*what*/) {
  const auto roster = co_await roster_of(place_);
  if (!roster) co_return error_to(stanza, try_later);
  auto list = element("blocklist", space::blocking);
  for (const auto& address : roster->blocked())
    list.add(std::move(element("item", space::blocking).set("jid", address)));
  co_return std::move(answer_to(stanza, "result").add(std::move(list)));
}

net::Task<Element> Session::change_blocked(const Element& stanza, const Element& what) {
  const auto addresses = addresses_in(what);
  const bool blocks = what.name == "block";
  if (!addresses || (blocks && addresses->empty())) co_return error_to(stanza, bad_request);
  bool fits = true;
  const std::function<void(Roster&)> act = [&](Roster& roster) {
    const auto before = roster.blocked();
    for (const auto& address : blocks ? *addresses : std::vector<std::string>())
      fits = fits && roster.block(address);
    if (blocks) return;
    for (const auto& address : *addresses) roster.unblock(address);
    if (!addresses->empty()) return;
    for (const auto& address : before) roster.unblock(address);
  };
  auto work = [&] { return commons_.accounts.change(place_, act); };
  const auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  if (!roster) co_return error_to(stanza, try_later);
  if (!fits) co_return error_to(stanza, over_limit);
  auto note = element("iq", space::client);
  note.set("type", "set").set("id", "blocking-" + std::string(stanza.value("id"))).add(what);
  commons_.hub.each(place_.account, [&](Resource& one) {
    if (!one.wants_roster) return;
    note.set("to", place_.account + "/" + one.name);
    std::ignore = one.outbox->push(to_xml(note, space::client));
  });
  co_return answer_to(stanza, "result");
}

}  // namespace gatehouse::gates::xmpp
