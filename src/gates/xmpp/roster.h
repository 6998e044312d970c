// Who an account knows, RFC 6121, section 2, and what it and they agreed on about presence, section
// 3 and appendix A: values and rules, nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gates/xmpp/element.h"
#include "gates/xmpp/jid.h"

namespace gatehouse::gates::xmpp {

inline constexpr std::size_t most_contacts = 1000;
inline constexpr std::size_t most_blocked = 1000;

struct Contact {
  std::string name;
  std::vector<std::string> groups{};
  bool listed = false;       // seen by the owner; others have asked and were not answered
  bool to = false;           // the owner gets the contact's presence
  bool from = false;         // the contact gets the owner's
  bool pending_out = false;  // the owner asked
  bool pending_in = false;   // the contact asked
  [[nodiscard]] bool is_empty() const { return !listed && !to && !from && !pending_in; }
  bool operator==(const Contact&) const = default;
};

enum class Handshake { subscribe, subscribed, unsubscribe, unsubscribed };
[[nodiscard]] std::optional<Handshake> handshake_named(std::string_view type);
[[nodiscard]] std::string_view name_of(Handshake handshake);

class Roster {
 public:
  // What a presence stanza of a subscription changes, appendix A.
  struct Effect {
    bool passes = false;    // the other side shall hear of it
    bool changed = false;   // the contact as the owner sees it: to be pushed
    bool answered = false;  // "subscribe" of one who is subscribed: say so again, tell nobody
  };
  [[nodiscard]] Effect sent(Handshake handshake, const std::string& contact);
  [[nodiscard]] Effect received(Handshake handshake, const std::string& contact);

  // false: there are too many. Subscriptions stay as they are.
  [[nodiscard]] bool put(const std::string& contact, std::string name,
                         std::vector<std::string> groups);
  // What was agreed with the one that was removed; nullopt: there was no such contact.
  [[nodiscard]] std::optional<Contact> remove(const std::string& contact);

  [[nodiscard]] const Contact* find(std::string_view contact) const;
  [[nodiscard]] bool shows_presence_to(std::string_view contact) const;
  [[nodiscard]] const std::map<std::string, Contact, std::less<>>& contacts() const {
    return contacts_;
  }

  // XEP-0191: whole addresses, bare ones or domains.
  using Blocked = std::set<std::string, std::less<>>;
  [[nodiscard]] bool block(const std::string& address);  // false: there are too many
  void unblock(const std::string& address);
  [[nodiscard]] const Blocked& blocked() const { return blocked_; }
  [[nodiscard]] bool blocks(const Jid& address) const;

  [[nodiscard]] std::string version() const { return std::to_string(version_); }

  // As a file. nullopt: damaged.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<Roster> read(std::string_view text);

 private:
  Contact* met(const std::string& contact);  // null: there are too many
  void settle(const std::string& contact, bool changed);

  std::map<std::string, Contact, std::less<>> contacts_;  // by bare address
  Blocked blocked_;
  std::uint64_t version_ = 0;  // counts changes that were pushed
};

// RFC 6121, section 2.1.2. A contact that is not there: removed.
[[nodiscard]] Element roster_item(std::string_view jid, const Contact* contact);

}  // namespace gatehouse::gates::xmpp
