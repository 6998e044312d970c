#include "gates/xmpp/roster.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/parser.h"

namespace gatehouse::gates::xmpp {
namespace {

struct HandshakeName {
  Handshake handshake;
  std::string_view name;
};
constexpr std::array handshakes{HandshakeName{Handshake::subscribe, "subscribe"},
                                HandshakeName{Handshake::subscribed, "subscribed"},
                                HandshakeName{Handshake::unsubscribe, "unsubscribe"},
                                HandshakeName{Handshake::unsubscribed, "unsubscribed"}};

std::string_view subscription_of(const Contact& contact) {
  if (contact.to) return contact.from ? "both" : "to";
  return contact.from ? "from" : "none";
}

// A file has up to most_contacts contacts with a few groups each.
constexpr ParserLimits file_limits{.bytes = std::size_t{4} << 20U,
                                   .depth = 4,
                                   .attributes = 8,
                                   .namespaces = 4,
                                   .elements = 100'000};

Contact contact_in(const Element& item) {
  const auto subscription = item.value("subscription");
  Contact contact{.name = std::string(item.value("name"))};
  contact.to = subscription == "to" || subscription == "both";
  contact.from = subscription == "from" || subscription == "both";
  contact.pending_out = item.value("ask") == "subscribe";
  contact.pending_in = item.value("asked") == "subscribe";
  contact.listed = item.value("listed") != "no";
  for (const auto& child : item.children)
    if (child.name == "group") contact.groups.push_back(child.content());
  return contact;
}

}  // namespace

std::optional<Handshake> handshake_named(std::string_view type) {
  const auto row = std::ranges::find(handshakes, type, &HandshakeName::name);
  if (row == handshakes.end()) return std::nullopt;
  return row->handshake;
}

std::string_view name_of(Handshake handshake) {
  return std::ranges::find(handshakes, handshake, &HandshakeName::handshake)->name;
}

Contact* Roster::met(const std::string& contact) {
  if (const auto known = contacts_.find(contact); known != contacts_.end()) return &known->second;
  if (contacts_.size() >= most_contacts) return nullptr;
  return &contacts_[contact];
}

void Roster::settle(const std::string& contact, bool changed) {
  if (changed) ++version_;
  const auto known = contacts_.find(contact);
  if (known != contacts_.end() && known->second.is_empty()) contacts_.erase(known);
}

// RFC 6121, appendix A.2.
Roster::Effect Roster::sent(Handshake handshake, const std::string& name) {
  auto* contact = met(name);
  if (contact == nullptr) return {};
  const auto before = *contact;
  bool passes = false;
  switch (handshake) {
    case Handshake::subscribe:
      passes = !contact->to;
      contact->pending_out = !contact->to;
      contact->listed = true;
      break;
    case Handshake::unsubscribe:
      passes = contact->to || contact->pending_out;
      contact->to = contact->pending_out = false;
      break;
    case Handshake::subscribed:
      passes = contact->pending_in;
      contact->from = contact->from || contact->pending_in;
      contact->listed = contact->listed || contact->pending_in;
      contact->pending_in = false;
      break;
    case Handshake::unsubscribed:
      passes = contact->from || contact->pending_in;
      contact->from = contact->pending_in = false;
      break;
  }
  auto visible = *contact;
  visible.pending_in = before.pending_in;
  const Effect effect{.passes = passes, .changed = visible != before};
  settle(name, effect.changed);
  return effect;
}

// RFC 6121, appendix A.3.
Roster::Effect Roster::received(Handshake handshake, const std::string& name) {
  if (handshake != Handshake::subscribe && !contacts_.contains(name)) return {};
  auto* contact = met(name);
  if (contact == nullptr) return {};
  const auto before = *contact;
  Effect effect;
  switch (handshake) {
    case Handshake::subscribe:
      effect.answered = contact->from;
      effect.passes = !contact->from && !contact->pending_in;
      contact->pending_in = !contact->from;
      break;
    case Handshake::unsubscribe:
      effect.passes = contact->from || contact->pending_in;
      contact->from = contact->pending_in = false;
      break;
    case Handshake::subscribed:
      effect.passes = contact->pending_out;
      contact->to = contact->to || contact->pending_out;
      contact->pending_out = false;
      break;
    case Handshake::unsubscribed:
      effect.passes = contact->to || contact->pending_out;
      contact->to = contact->pending_out = false;
      break;
  }
  auto visible = *contact;
  visible.pending_in = before.pending_in;
  effect.changed = visible != before;
  settle(name, effect.changed);
  return effect;
}

bool Roster::put(const std::string& name, std::string shown, std::vector<std::string> groups) {
  auto* contact = met(name);
  if (contact == nullptr) return false;
  contact->name = std::move(shown);
  contact->groups = std::move(groups);
  contact->listed = true;
  ++version_;
  return true;
}

std::optional<Contact> Roster::remove(const std::string& name) {
  const auto known = contacts_.find(name);
  if (known == contacts_.end() || !known->second.listed) return std::nullopt;
  auto removed = std::move(known->second);
  contacts_.erase(known);
  ++version_;
  return removed;
}

const Contact* Roster::find(std::string_view name) const {
  const auto known = contacts_.find(name);
  return known == contacts_.end() ? nullptr : &known->second;
}

bool Roster::shows_presence_to(std::string_view name) const {
  const auto* contact = find(name);
  return contact != nullptr && contact->from;
}

bool Roster::block(const std::string& address) {
  if (blocked_.size() >= most_blocked && !blocked_.contains(address)) return false;
  blocked_.insert(address);
  return true;
}

void Roster::unblock(const std::string& address) { blocked_.erase(address); }

bool Roster::blocks(const Jid& address) const {
  if (blocked_.empty()) return false;
  return blocked_.contains(address.full()) || blocked_.contains(address.bare()) ||
         blocked_.contains(address.domain + "/" + address.resource) ||
         blocked_.contains(address.domain);
}

std::string Roster::text() const {
  auto roster = element("roster", space::client);
  roster.set("version", version());
  for (const auto& [jid, contact] : contacts_) {
    auto item = roster_item(jid, &contact);
    item.space = space::client;
    for (auto& group : item.children) group.space = space::client;
    if (contact.pending_in) item.set("asked", "subscribe");
    if (!contact.listed) item.set("listed", "no");
    roster.add_text("\n ").add(std::move(item));
  }
  for (const auto& address : blocked_)
    roster.add_text("\n ").add(std::move(element("blocked", space::client).set("jid", address)));
  roster.add_text("\n");
  return to_xml(roster, space::client) + "\n";
}

std::optional<Roster> Roster::read(std::string_view text) {
  Roster roster;
  if (text.empty()) return roster;
  const auto document = parse_document(text, file_limits);
  if (!document || document->name != "roster") return std::nullopt;
  const auto version = to_number<std::uint64_t>(document->value("version"));
  if (!version) return std::nullopt;
  roster.version_ = *version;
  for (const auto& item : document->children) {
    if (item.name == "blocked") roster.blocked_.emplace(item.value("jid"));
    if (item.name == "item") roster.contacts_[std::string(item.value("jid"))] = contact_in(item);
  }
  return roster;
}

Element roster_item(std::string_view jid, const Contact* contact) {
  auto item = element("item", space::roster);
  item.set("jid", jid);
  if (contact == nullptr) return std::move(item.set("subscription", "remove"));
  item.set("subscription", subscription_of(*contact));
  if (!contact->name.empty()) item.set("name", contact->name);
  if (contact->pending_out) item.set("ask", "subscribe");
  for (const auto& group : contact->groups) item.add(element("group", space::roster, group));
  return item;
}

}  // namespace gatehouse::gates::xmpp
