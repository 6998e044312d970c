// The only door gates see. Requests and answers are plain values, so that the keeper in this
// process and the keeper behind a socket (auth/remote_keeper.h) are interchangeable.
//
// A gate opens one visit per connection and tells the keeper what happened on the link; the keeper
// makes the challenges, enforces the order of an exchange, counts attempts, decides. A gate never
// compares a password, looks up an account or reads a right.
//
// All calls come from an event loop and never block it. One visit is used by one coroutine at a
// time. The keeper outlives every visit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/stream.h"
#include "net/task.h"

namespace gatehouse::auth {

using VisitId = std::uint64_t;

// The facts about a connection, as the shell saw them.
struct Peer {
  std::string service;  // code of the Enabled Services list: "IMAP", "POP", "SMTP", "PWD"
  Endpoint remote;
  Endpoint local;
  std::optional<unsigned> local_user;  // uid at the other end of a local socket
  std::optional<net::TlsFacts> tls;    // TLS from the first byte
};

// What a peer may be shown.
struct Offer {
  std::string host;                     // the name this server goes by on this link
  std::vector<std::string> mechanisms;  // SASL names to announce, strongest first
  bool clear_text_login = true;         // LOGIN, USER/PASS may be announced; false: LOGINDISABLED
  std::string apop_challenge;           // for the greeting; empty: APOP is not offered
  bool operator==(const Offer&) const = default;
};

struct Welcome {
  VisitId visit;
  Offer offer;
};

// --- what begin() and feed() answer

struct Challenge {
  std::string bytes;  // raw, maybe empty
};
struct Session {           // the visit is logged in until leave()
  std::string account;     // full canonical name of the account that was opened
  std::string acting;      // the account whose credentials were used
  std::string last_words;  // to be sent with the success; raw; empty: none
  std::string location;    // folder of the account's data, relative to the base folder
};
enum class DenialKind {
  malformed,          // the response broke the mechanism's grammar or base64
  aborted,            // the client cancelled
  unknown_mechanism,  // not known, or not permitted here
  needs_privacy,      // this method needs TLS on this link
  refused,            // wrong name or password, or hidden reason
  locked,             // too many failures (told only when names are not hidden)
  not_allowed,        // right credentials, but service or rule says no
  unavailable,        // try again later; nothing was counted
  out_of_order        // already logged in, or no exchange in progress
};
struct Denial {
  DenialKind kind;
  std::string words;   // may be told to the client; one line, printable ASCII
  bool close = false;  // attempts of this connection are used up: answer, then close
};
using Reply = std::variant<Challenge, Session, Denial>;

// --- control

struct CommandReply {               // guide-facts 4.2, 4.3
  int code;                         // 200, 201, 300, 5xx
  std::string words;                // for 200 and errors
  std::optional<std::string> data;  // text of the answer's object; the gate chooses inline or not
};

// --- mail routing

struct LocalMailbox {
  std::string account;   // full canonical name
  std::string location;  // folder of the account's data, relative to the base folder
};
struct Relay {
  std::string next_hop;  // "host:port"
  std::string address;   // what the next hop is told: another one than was asked for, maybe
};
struct Several {  // two destinations or more, each once
  std::vector<LocalMailbox> mailboxes;
  std::vector<Relay> relays;
};
struct Discard {};
struct NoRoute {
  enum class Why { unknown, relaying_denied, malformed, unavailable, over_quota } why;
  std::string words;
};
using Route = std::variant<LocalMailbox, Relay, Several, Discard, NoRoute>;

// Closes the connection of a visit, at once and without another word: its session was ended by an
// administrator, or what it rests on is gone. Called on the visit's loop, at most once, and never
// after leave(). May be empty.
using OnEnd = std::function<void()>;

class Keeper {
 public:
  virtual ~Keeper() = default;

  // not_allowed: logins from this address are prohibited; send the protocol's error and close.
  [[nodiscard]] virtual net::Task<Result<Welcome>> welcome(Peer peer, OnEnd on_end) = 0;
  // After STARTTLS: everything learnt before is forgotten, and a new offer is made.
  [[nodiscard]] virtual net::Task<Result<Offer>> tls_started(VisitId visit, net::TlsFacts tls) = 0;

  // `initial`: the initial response; nullopt: none was sent (an empty one is not none).
  [[nodiscard]] virtual net::Task<Reply> begin(VisitId visit, std::string mechanism,
                                               std::optional<Secret> initial) = 0;
  [[nodiscard]] virtual net::Task<Reply> feed(VisitId visit, Secret response) = 0;
  // The client cancelled, or sent what cannot be decoded (`malformed`).
  [[nodiscard]] virtual net::Task<Reply> abort(VisitId visit, DenialKind why) = 0;

  // Runs one CLI command line for the visit's session. Rights are checked here.
  [[nodiscard]] virtual net::Task<CommandReply> command(VisitId visit, Secret line) = 0;

  // Where mail for `address` goes, and whether this visit may send it there.
  [[nodiscard]] virtual net::Task<Route> route(VisitId visit, std::string address) = 0;

  // The connection is gone; the visit's exchange and session end. Never fails, never waits.
  virtual void leave(VisitId visit) = 0;
};

// The clear-text login commands (IMAP LOGIN, USER/PASS) as the PLAIN message they mean (RFC 4616).
[[nodiscard]] Secret plain_message(std::string_view name, std::string_view password);

}  // namespace gatehouse::auth
