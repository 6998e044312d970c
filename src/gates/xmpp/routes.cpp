// Who is meant by an address, and how stanzas get there.
#include <vector>

#include "gates/shared/on_disk.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"

namespace gatehouse::gates::xmpp {

bool Session::is_own(const Jid& address) const { return address.bare() == place_.account; }

bool Session::is_server(const Jid& address) const {
  return address.local.empty() &&
         (address.domain == domain_ || address.domain == domain_part(place_.account));
}

net::Task<Session::Found> Session::find(Jid address) {
  const auto bare = address.bare();
  if (bare == place_.account) co_return Found{Where::here, place_};
  if (address.local.empty()) co_return Found{is_server(address) ? Where::nobody : Where::elsewhere};
  auto owner = co_await visit_->owner(bare);
  if (owner) co_return Found{Where::here, {std::move(owner->account), std::move(owner->location)}};
  if (owner.error().code == ErrorCode::unavailable) co_return Found{Where::unknown_now};
  if (address.domain == domain_ || address.domain == domain_part(place_.account)) co_return Found{};
  // Whether a domain is served here is known to the router.
  const auto route = co_await visit_->route(bare);
  const auto* none = std::get_if<auth::NoRoute>(&route);
  const bool relayed = std::holds_alternative<auth::Relay>(route) ||
                       (none != nullptr && none->why == auth::NoRoute::Why::relaying_denied);
  co_return Found{relayed ? Where::elsewhere : Where::nobody};
}

net::Task<RosterView> Session::roster_of(Place place) {
  if (auto known = commons_.hub.roster(place.account)) co_return known;
  auto work = [&] { return commons_.accounts.roster(place); };
  auto roster = co_await on_disk(commons_.around.disk, std::move(work));
  co_return roster ? *roster : nullptr;
}

void Session::own(const Hub::Act& act) {
  commons_.hub.at(place_.account, resource_, [&](Resource& one) {
    if (one.outbox == outbox_) act(one);
  });
}

void Session::push(std::string_view account, const Element& stanza) {
  const auto theirs = account == place_.account ? nullptr : commons_.hub.roster(account);
  const auto me = theirs ? Jid::parse(jid()) : std::nullopt;
  if (me && theirs->blocks(*me)) return;
  const auto text = to_xml(stanza, space::client);
  commons_.hub.each(account, [&](Resource& one) {
    if (one.presence) (void)one.outbox->push(text);
  });
}

void Session::push_item(std::string_view account, std::string_view contact, const Roster& roster) {
  const auto* known = roster.find(contact);
  if (known != nullptr && !known->listed) return;
  auto query = element("query", space::roster);
  query.set("ver", roster.version()).add(roster_item(contact, known));
  auto iq = element("iq", space::client);
  iq.set("type", "set").set("id", "roster-" + roster.version()).add(std::move(query));
  commons_.hub.each(account, [&](Resource& one) {
    if (!one.wants_roster) return;
    iq.set("to", std::string(account) + "/" + one.name);
    (void)one.outbox->push(to_xml(iq, space::client));
  });
}

}  // namespace gatehouse::gates::xmpp
