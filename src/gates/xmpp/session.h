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
#include "gates/xmpp/exchange.h"
#include "gates/xmpp/jid.h"
#include "gates/xmpp/outbox.h"
#include "gates/xmpp/parser.h"
#include "gates/xmpp/replies.h"

namespace gatehouse::gates::xmpp {

[[nodiscard]] std::string random_name();

[[nodiscard]] net::Task<void> serve_xmpp(net::Stream stream, Port port, Commons& commons);

class Session {
 public:
  // All references outlive the session.
  Session(net::Stream& stream, Commons& commons);
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
  [[nodiscard]] static ParserLimits limits_of(Phase phase);

  // session.cpp
  net::Task<std::optional<Event>> next_event();  // nullopt: it is over, or the peer is gone
  net::Task<bool> receive();                     // false: the peer is gone
  std::optional<bool> read_available();          // nullopt: there is nothing now
  net::Task<bool> flush();
  net::Task<void> take(Event event);
  net::Task<void> take_stanza(Element stanza);
  net::Task<void> open(StreamOpened opened);
  [[nodiscard]] bool is_for_this(const std::optional<Jid>& to) const;
  void begin_stream();
  void restart_stream();
  void say(const Element& element);
  void finish(std::string_view words);  // to be sent before the connection is closed
  void fail_stream(std::string_view condition, std::string_view words = "");
  void set_deadline();

  // login.cpp
  net::Task<bool> meet(std::string host);  // the keeper; false: it does not want this client
  net::Task<void> start_tls(Element request);
  net::Task<void> authenticate(Element request);
  net::Task<void> authenticate_at_once(Element request);
  net::Task<void> abort_nothing(Element request);
  net::Task<std::optional<auth::Session>> log_in(const SaslStyle& style, Element& request);
  net::Task<std::optional<Element>> hear(Element challenge);
  net::Task<bool> is_of_this_domain(std::string account);
  void deny(const SaslStyle& style, std::string_view condition, const auth::Denial& denial);

  // binding.cpp
  net::Task<void> bind(Element iq);
  [[nodiscard]] Result<void> take_resource(std::string resource);
  std::vector<Element> grant(const Element& request);  // what came with a login
  [[nodiscard]] Element bind_at_once(const Element& wish, std::string_view client);

  // management.cpp: XEP-0198
  net::Task<void> enable(Element request);
  net::Task<void> resume(Element request);
  net::Task<void> acknowledge(Element answer);
  net::Task<void> tell_heard(Element request);
  [[nodiscard]] Element enabled(const Element& request);
  [[nodiscard]] Element resumed(const Element& request);
  void say_again();
  net::Task<void> wait_for_return();
  net::Task<void> return_undelivered();
  void depart();  // others see it go

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
  net::Task<void> deliver_or_keep(Element stanza, Jid to, Place place);
  net::Task<void> keep(Element stanza, Place place);
  net::Task<void> give_waiting(Place place);
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
  Commons& commons_;
  std::optional<Visit> visit_;  // from the first stream on, whose domain it is for
  StreamParser parser_;
  std::shared_ptr<Outbox> outbox_;
  std::string out_;          // of this connection's own; sent before what others have
  std::vector<Parcel> own_;  // its stanzas, where they are to be acknowledged
  bool open_ = false;        // our header was sent
  bool over_ = false;
  bool departed_ = false;
  bool asked_ = false;  // the client was asked whether it is there
  Phase phase_ = Phase::before_login;
  bool resumed_ = false;  // what was not acknowledged is yet to be said again
  std::string domain_;    // as the client named it; empty: it did not
  Place place_;           // of the account that is logged in
  std::string acting_;    // whose credentials opened it
  std::string resource_;
};

}  // namespace gatehouse::gates::xmpp
