// Messages, RFC 6121, sections 5 and 8.5: to one resource, to all of an account, or kept until
// somebody is there. A sender learns nothing about accounts from what he is not told.
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "gates/shared/on_disk.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"
#include "gates/xmpp/stamp.h"

namespace gatehouse::gates::xmpp {
namespace {

bool is_kept(const Element& message) {
  const auto type = message.value("type");
  if (type == "headline" || type == "error" || type == "groupchat") return false;
  // XEP-0334.
  if (message.child("no-store", space::hints) != nullptr) return false;
  return message.child("body", space::client) != nullptr;
}

// XEP-0280, section 6.1.
bool is_copied(const Element& message) {
  const auto type = message.value("type");
  const bool is_talk = type == "chat" || (type.empty() || type == "normal");
  if (!is_talk || message.child("body", space::client) == nullptr) return false;
  return message.child("private", space::carbons) == nullptr &&
         message.child("no-copy", space::hints) == nullptr;
}

Element carbon(std::string_view kind, const Element& message, std::string_view account) {
  auto forwarded = element("forwarded", space::forward);
  forwarded.add(message);
  auto copy = element(kind, space::carbons);
  copy.add(std::move(forwarded));
  auto outer = element("message", space::client);
  outer.set("from", account).set("type", message.value("type"));
  return std::move(outer.add(std::move(copy)));
}

}  // namespace

net::Task<void> Session::message(Element stanza) {
  const bool is_error = stanza.value("type") == "error";
  if (stanza.value("to").empty()) stanza.set("to", place_.account);
  const auto to = Jid::parse(stanza.value("to"));
  if (!to) {
    if (!is_error) say(error_to(stanza, jid_malformed));
    co_return;
  }
  const auto own = co_await roster_of(place_);
  if (!own) co_return say(error_to(stanza, try_later));
  if (own->blocks(*to)) {
    auto refused = error_to(stanza, not_acceptable);
    refused.children.back().add(element("blocked", space::blocking_errors));
    co_return say(refused);
  }
  const auto found = co_await find(*to);
  if (is_error && found.where != Where::here) co_return;
  if (found.where == Where::elsewhere) co_return say(error_to(stanza, no_such_server));
  if (found.where == Where::unknown_now) co_return say(error_to(stanza, try_later));
  if (stanza.value("type") == "groupchat" || to->local.empty())
    co_return say(error_to(stanza, service_unavailable));
  if (is_copied(stanza)) copy_to_own(stanza);
  if (found.where == Where::nobody) co_return;
  co_await deliver_or_keep(std::move(stanza), *to, found.place);
}

net::Task<void> Session::deliver_or_keep(Element stanza, Jid to, Place place) {
  const bool delivered = co_await deliver(stanza, std::move(to), place);
  if (!delivered && is_kept(stanza)) co_await keep(std::move(stanza), std::move(place));
}

// false: nobody is there to take it.
net::Task<bool> Session::deliver(Element stanza, Jid to, Place place) {
  const auto theirs = co_await roster_of(place);
  const auto me = Jid::parse(jid());
  if (!theirs || !me || theirs->blocks(*me)) co_return true;
  auto& hub = commons_.hub;
  const auto text = to_xml(stanza, space::client);
  bool delivered = false;
  const auto give = [&](Resource& one, bool owed) {
    delivered = one.outbox->push(text, owed) || delivered;
  };
  if (!to.resource.empty())
    hub.at(place.account, to.resource, [&](Resource& one) { give(one, true); });
  const bool to_one = delivered;
  const bool only_one = stanza.value("type") == "error" || stanza.value("type") == "headline";
  if (!to_one && (to.resource.empty() || !only_one)) {
    std::size_t present = 0;
    hub.each(place.account, [&](const Resource& one) {
      if (one.takes_messages() && !one.is_away) ++present;
    });
    hub.each(place.account, [&](Resource& one) {
      if (one.takes_messages()) give(one, present <= (one.is_away ? 0U : 1U));
    });
  }
  if (to_one && is_copied(stanza)) {
    auto copy = carbon("received", stanza, place.account);
    hub.each(place.account, [&](Resource& one) {
      if (!one.wants_carbons || one.name == to.resource) return;
      (void)one.outbox->push(to_xml(copy.set("to", place.account + "/" + one.name), space::client));
    });
  }
  co_return delivered;
}

void Session::copy_to_own(const Element& stanza) {
  auto copy = carbon("sent", stanza, place_.account);
  commons_.hub.each(place_.account, [&](Resource& one) {
    if (!one.wants_carbons || one.name == resource_) return;
    (void)one.outbox->push(to_xml(copy.set("to", place_.account + "/" + one.name), space::client));
  });
}

net::Task<void> Session::keep(Element stanza, Place place) {
  auto delay = element("delay", space::delay);
  delay.set("from", domain_part(place.account)).set("stamp", stamp(SystemClock().now()));
  auto kept = stanza;
  kept.add(std::move(delay));
  auto work = [&] { return commons_.accounts.keep_message(place, kept); };
  const auto done = co_await on_disk(commons_.around.disk, std::move(work));
  if (done) co_return co_await give_waiting(std::move(place));
  // Who may not know that there is such an account is not told that its folder is full.
  const auto theirs = co_await roster_of(place);
  if (theirs && theirs->shows_presence_to(place_.account)) say(error_to(stanza, over_limit));
}

// Who came while a message was being kept has looked for it before it was there.
net::Task<void> Session::give_waiting(Place place) {
  auto& hub = commons_.hub;
  bool is_there = false;
  hub.each(place.account, [&](const Resource& one) { is_there |= one.takes_messages(); });
  if (!is_there) co_return;
  auto taking = [&] { return commons_.accounts.take_messages(place); };
  const auto messages = co_await on_disk(commons_.around.disk, std::move(taking));
  if (!messages) co_return;
  for (const auto& message : *messages) {
    const auto text = to_xml(message, space::client);
    bool is_given = false;
    hub.each(place.account, [&](Resource& one) {
      if (one.takes_messages()) is_given |= one.outbox->push(text, true);
    });
    if (is_given) continue;
    auto keeping = [&] { return commons_.accounts.keep_message(place, message); };
    (void)co_await on_disk(commons_.around.disk, std::move(keeping));
  }
}

}  // namespace gatehouse::gates::xmpp
