// Presence, RFC 6121, sections 3 and 4: who is told, and who agreed to be.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "gates/shared/on_disk.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {
namespace {

Element unavailable_from(std::string_view full) {
  auto gone = element("presence", space::client);
  return std::move(gone.set("type", "unavailable").set("from", full));
}

// RFC 6121, section 4.7.2.3: -128 to 127.
int priority_of(const Element& presence) {
  const auto* priority = presence.child("priority", space::client);
  if (priority == nullptr) return 0;
  const auto said = to_number<int>(trimmed(priority->content()));
  return said ? std::clamp(*said, -128, 127) : 0;
}

std::vector<Element> presences_of(Hub& hub, std::string_view account) {
  std::vector<Element> all;
  hub.each(account, [&](const Resource& one) {
    if (one.presence) all.push_back(*one.presence);
  });
  return all;
}

}  // namespace

net::Task<void> Session::presence(Element stanza) {
  const std::string type(stanza.value("type"));
  const auto to = Jid::parse(stanza.value("to"));
  if (!stanza.value("to").empty() && !to) co_return say(error_to(stanza, jid_malformed));
  if (const auto handshake = handshake_named(type)) {
    if (!to || to->local.empty() || is_own(*to)) co_return;
    co_return co_await shake_hands(*handshake, to->bare());
  }
  // A server's own to send (probe), or of a stanza nobody here answers.
  if (!type.empty() && type != "unavailable") co_return;
  if (to) co_return co_await present_to(std::move(stanza), *to);
  if (!type.empty()) co_return become_unavailable(stanza);
  bool first = true;
  own([&](const Resource& one) { first = !one.presence.has_value(); });
  co_await become_available(std::move(stanza), first);
}

net::Task<void> Session::become_available(Element stanza, bool first) {
  const auto roster = co_await roster_of(place_);
  if (!roster) co_return say(error_to(stanza, try_later));
  bool took_messages = false;
  const int priority = priority_of(stanza);
  own([&](Resource& one) {
    took_messages = one.takes_messages();
    one.presence = stanza;
    one.priority = priority;
  });
  greet_contacts(stanza, *roster, first);
  if (!took_messages && priority >= 0) co_await deliver_waiting();
}

// RFC 6121, sections 4.2.2 and 4.3.2: contacts are told, and theirs is asked for.
void Session::greet_contacts(const Element& stanza, const Roster& roster, bool first) {
  auto& hub = commons_.hub;
  auto told = stanza;
  push(place_.account, told.set("to", place_.account));
  if (first)
    for (auto& other : presences_of(hub, place_.account))
      if (other.value("from") != jid()) say(other.set("to", jid()));
  for (const auto& [name, contact] : roster.contacts()) {
    const auto address = Jid::parse(name);
    const bool is_blocked = address && roster.blocks(*address);
    if (contact.from && !is_blocked) push(name, told.set("to", name));
    if (first && contact.pending_in) {
      auto request = element("presence", space::client);
      say(request.set("type", "subscribe").set("from", name).set("to", place_.account));
    }
    if (!first || !contact.to) continue;
    const auto theirs = hub.roster(name);
    if (!theirs || !theirs->shows_presence_to(place_.account)) continue;
    for (auto& presence : presences_of(hub, name)) say(presence.set("to", jid()));
  }
}

void Session::become_unavailable(const Element& stanza) {
  auto& hub = commons_.hub;
  bool was_available = false;
  std::vector<std::string> directed;
  own([&](Resource& one) {
    was_available = one.presence.has_value();
    one.presence.reset();
    directed = std::exchange(one.directed, {});
  });
  auto told = stanza;
  told.set("from", jid());
  for (const auto& name : directed) push(name, told.set("to", name));
  if (!was_available) return;
  push(place_.account, told.set("to", place_.account));
  const auto roster = hub.roster(place_.account);
  if (!roster) return;
  for (const auto& [name, contact] : roster->contacts())
    if (contact.from && std::ranges::find(directed, name) == directed.end())
      push(name, told.set("to", name));
}

// RFC 6121, section 4.6.
net::Task<void> Session::present_to(Element stanza, Jid to) {
  const auto found = co_await find(to);
  if (found.where == Where::elsewhere) co_return say(error_to(stanza, no_such_server));
  if (found.where != Where::here) co_return;
  const auto theirs = co_await roster_of(found.place);
  const auto me = Jid::parse(jid());
  if (!theirs || !me || theirs->blocks(*me)) co_return;
  const auto& account = found.place.account;
  own([&](Resource& one) {
    std::erase(one.directed, account);
    const bool is_shown = stanza.value("type").empty();
    if (is_shown && one.directed.size() < most_directed) one.directed.push_back(account);
  });
  const auto text = to_xml(stanza, space::client);
  commons_.hub.each(account, [&](Resource& one) {
    const bool meant = to.resource.empty() ? one.presence.has_value() : one.name == to.resource;
    if (meant) (void)one.outbox->push(text);
  });
}

net::Task<void> Session::shake_hands(Handshake handshake, std::string contact) {
  Roster::Effect effect;
  const std::function<void(Roster&)> act = [&](Roster& roster) {
    effect = roster.sent(handshake, contact);
  };
  auto work = [&] { return commons_.accounts.change(place_, act); };
  const auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  if (!roster) co_return;
  if (effect.changed) push_item(place_.account, contact, **roster);
  if (effect.passes) co_await pass_on(handshake, std::move(contact));
}

// What the contact's own roster makes of it. Of an unknown account nothing is said, as of one that
// does not answer.
net::Task<void> Session::pass_on(Handshake handshake, std::string contact) {
  const auto address = Jid::parse(contact);
  if (!address) co_return;
  auto stanza = element("presence", space::client);
  stanza.set("type", name_of(handshake)).set("from", place_.account).set("to", contact);
  const auto found = co_await find(*address);
  if (found.where == Where::elsewhere) co_return say(error_to(stanza, no_such_server));
  if (found.where != Where::here) co_return;
  Roster::Effect effect;
  const auto me = Jid::parse(place_.account);
  const std::function<void(Roster&)> act = [&](Roster& roster) {
    if (!me || !roster.blocks(*me)) effect = roster.received(handshake, place_.account);
  };
  auto work = [&] { return commons_.accounts.change(found.place, act); };
  const auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  if (!roster) co_return;
  const auto& account = found.place.account;
  if (effect.changed) push_item(account, place_.account, **roster);
  auto& hub = commons_.hub;
  if (effect.answered) {
    const std::function<void(Roster&)> hear = [&](Roster& own) {
      effect = own.received(Handshake::subscribed, account);
    };
    auto hearing = [&] { return commons_.accounts.change(place_, hear); };
    const auto own = co_await on_disk(commons_.around.disk, std::move(hearing));
    if (own && effect.changed) push_item(place_.account, account, **own);
    for (auto& presence : presences_of(hub, account))
      push(place_.account, presence.set("to", place_.account));
    co_return;
  }
  if (!effect.passes) co_return;
  push(account, stanza);
  if (handshake == Handshake::subscribed)  // RFC 6121, section 3.1.5
    for (auto& presence : presences_of(hub, place_.account))
      push(account, presence.set("to", account));
  if (handshake == Handshake::unsubscribed)  // RFC 6121, section 3.2.2
    for (const auto& presence : presences_of(hub, place_.account)) {
      auto gone = unavailable_from(presence.value("from"));
      push(account, gone.set("to", account));
    }
  if (handshake == Handshake::unsubscribe)  // RFC 6121, section 3.3.3
    for (const auto& presence : presences_of(hub, account)) {
      auto gone = unavailable_from(presence.value("from"));
      push(place_.account, gone.set("to", place_.account));
    }
}

net::Task<void> Session::deliver_waiting() {
  auto work = [this] { return commons_.accounts.take_messages(place_); };
  auto messages = co_await on_disk(commons_.around.disk, std::move(work));
  if (!messages) co_return;
  for (const auto& message : *messages) say(message);
}

}  // namespace gatehouse::gates::xmpp
