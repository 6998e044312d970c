// One client's connection: its streams (RFC 6120, section 4), its login (5, 6), its resource (7),
// and then its stanzas (RFC 6121).
//
// What other connections have for this one comes through its Outbox; the loop of run() writes it
// between two of the client's own stanzas.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "gates/shared/visit.h"
#include "gates/xmpp/commons.h"
#include "gates/xmpp/element.h"
#include "gates/xmpp/jid.h"
#include "gates/xmpp/outbox.h"
#include "gates/xmpp/parser.h"
#include "gates/xmpp/replies.h"

namespace gatehouse::gates::xmpp {

[[nodiscard]] net::Task<void> serve_xmpp(net::Stream stream, Port port, Commons& commons);

class Session {
 public:
  // All references outlive the session.
  Session(net::Stream& stream, Visit& visit, Commons& commons);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();  // others see it go
  // To the last word; the caller closes.
  [[nodiscard]] net::Task<void> run();

 private:
  enum class Phase { before_login, before_bind, bound };
  using Handler = net::Task<void> (Session::*)(Element stanza);
  struct Step {
    std::string_view name;
    std::string_view space;
    Phase when;
    Handler handler;
  };
  [[nodiscard]] static std::span<const Step> steps();
  using Answerer = net::Task<Element> (Session::*)(const Element& iq, const Element& what);
  struct Query {
    std::string_view name;
    std::string_view space;
    Answerer get;  // null: there is nothing to get
    Answerer set;
  };
  [[nodiscard]] static std::span<const Query> queries();

  // session.cpp
  net::Task<bool> receive();             // false: the peer is gone
  std::optional<bool> read_available();  // nullopt: there is nothing now
  net::Task<bool> flush();
  net::Task<void> take(Event event);
  net::Task<void> take_stanza(Element stanza);
  void open(const StreamOpened& opened);
  void begin_stream();
  void restart_stream();
  void say(const Element& element);
  void finish(std::string_view words);  // to be sent before the connection is closed
  void fail_stream(std::string_view condition, std::string_view words = "");
  void set_deadline();

  // login.cpp
  net::Task<void> start_tls(Element request);
  net::Task<void> begin_exchange(Element request);
  net::Task<void> continue_exchange(Element response);
  net::Task<void> abort_exchange(Element request);
  net::Task<void> conclude(auth::Reply reply, bool broken_text);
  net::Task<bool> is_of_this_domain(std::string account);
  void deny(std::string_view condition, const auth::Denial& denial);
  net::Task<void> bind(Element iq);

  // routes.cpp
  enum class Where { here, nobody, elsewhere, unknown_now };
  struct Found {
    Where where = Where::nobody;
    Place place{};
  };
  net::Task<Found> find(Jid address);
  net::Task<RosterView> roster_of(Place place);  // null: it cannot be read now
  [[nodiscard]] bool is_own(const Jid& address) const;
  [[nodiscard]] bool is_server(const Jid& address) const;
  [[nodiscard]] std::string jid() const { return place_.account + "/" + resource_; }
  void push(std::string_view account, const Element& stanza);  // to all who are available
  void own(const Hub::Act& act);  // this connection's resource, unless another has taken its place
  void push_item(std::string_view account, std::string_view contact, const Roster& roster);

  // presence.cpp
  net::Task<void> presence(Element stanza);
  net::Task<void> become_available(Element stanza, bool first);
  void become_unavailable(const Element& stanza);
  net::Task<void> present_to(Element stanza, Jid to);
  net::Task<void> shake_hands(Handshake handshake, std::string contact);
  net::Task<void> pass_on(Handshake handshake, std::string contact);
  void greet_contacts(const Element& presence, const Roster& roster, bool first);
  net::Task<void> deliver_waiting();

  // messages.cpp
  net::Task<void> message(Element stanza);
  net::Task<bool> deliver(Element stanza, Jid to, Place place);
  net::Task<void> keep(Element stanza, Place place);
  void copy_to_own(const Element& stanza);

  // queries.cpp
  net::Task<void> iq(Element stanza);
  net::Task<Element> answer_query(const Element& iq);
  net::Task<Element> pass_query(Element iq, Jid to);
  void pass_answer(const Element& iq, const Jid& to);
  net::Task<Element> change_carbons(const Element& iq, const Element& what);
  net::Task<Element> info(const Element& iq, const Element& what);
  net::Task<Element> items(const Element& iq, const Element& what);
  net::Task<Element> nothing(const Element& iq, const Element& what);
  net::Task<Element> time(const Element& iq, const Element& what);
  net::Task<Element> version(const Element& iq, const Element& what);

  // roster_queries.cpp
  net::Task<Element> give_roster(const Element& iq, const Element& what);
  net::Task<Element> change_roster(const Element& iq, const Element& what);
  net::Task<Element> remove_contact(const Element& iq, std::string contact);
  net::Task<Element> give_blocked(const Element& iq, const Element& what);
  net::Task<Element> change_blocked(const Element& iq, const Element& what);

  // account_queries.cpp
  net::Task<Element> give_vcard(const Element& iq, const Element& what);
  net::Task<Element> set_vcard(const Element& iq, const Element& what);
  net::Task<Element> vcard_of(const Element& iq, Jid whose);
  net::Task<Element> give_private(const Element& iq, const Element& what);
  net::Task<Element> set_private(const Element& iq, const Element& what);
  net::Task<Element> registration(const Element& iq, const Element& what);
  net::Task<Element> change_password(const Element& iq, const Element& what);

  net::Stream& stream_;
  Visit& visit_;
  Commons& commons_;
  StreamParser parser_;
  std::shared_ptr<Outbox> outbox_;
  std::string out_;    // of this connection's own; sent before what others have
  bool open_ = false;  // our header was sent
  bool over_ = false;
  bool asked_ = false;  // the client was asked whether it is there
  Phase phase_ = Phase::before_login;
  bool exchanging_ = false;
  std::string domain_;  // as the client named it; empty: it did not
  Place place_;         // of the account that is logged in
  std::string resource_;
};

}  // namespace gatehouse::gates::xmpp
