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

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  // The name the client asked for in its protocol's own words (`to` of an XMPP stream, Host of
  // HTTP), without port; empty: it named none. What TLS was asked for is in `tls`.
  std::string host{};
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
  // Half a login: a code of the second factor has to follow, see bless(). Until then the visit may
  // open a session, close it, and nothing else. Only of services that can ask for one.
  bool code_wanted = false;
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
  std::string account;    // full canonical name
  std::string location;   // folder of the account's data, relative to the base folder
  std::string mailbox{};  // of `account#mailbox@domain`, UTF-8; empty: INBOX
  std::optional<std::uint64_t> quota{};  // bytes all its mailboxes may hold; nullopt: no limit
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

// --- what is kept in accounts: mailboxes, folders of files, datasets

enum class ObjectKind { mailbox, folder, dataset };

// Rights as letters of RFC 4314, section 2.1, in the order "lrswipkxtea"; empty: for this visit
// there is no such object.
using Letters = std::string;

struct Owner {           // an account whose objects are asked for
  std::string account;   // full canonical name
  std::string location;  // folder of its data, relative to the base folder
  bool own = false;      // the visit may do everything: no object need be asked for
  std::optional<std::uint64_t> mail_quota{};  // bytes; nullopt: no limit
  std::optional<std::uint64_t> file_quota{};
};

inline constexpr std::size_t most_names = 1000;  // of objects asked for at once

struct AclElement {
  std::string identifier;  // as it is named now: "anyone@", "-joe", "#staff@company.com"
  Letters rights;
  bool operator==(const AclElement&) const = default;
};
struct AclChange {
  std::string identifier;
  enum class How { replace, add, remove } how;
  std::string rights;  // letters of RFC 4314, `c` and `d` of RFC 2086 too, in any order
};

// --- the directory as this visit may see it

enum class EntryKind { domain, account, group, forwarder };
struct Entry {
  EntryKind kind;
  std::string name;    // canonical, simple; of a domain: empty
  std::string domain;  // canonical
  // Settings that describe it, by name: RealName, aliases as Aliases, Members of a group,
  // Groups of its domain an account is a member of; never a credential.
  std::vector<std::pair<std::string, std::vector<std::string>>> facts;
};
inline constexpr std::size_t most_entries = 1000;  // of a page

struct EntryQuery {
  std::string domain;  // a name or an alias; empty: all domains
  // This one, by a name or an alias; "": the domain itself; nullopt: all.
  std::optional<std::string> name;
  std::string after;       // go on after this entry, as EntryPage::last said; empty: begin
  std::size_t most = 100;  // of a page; more than most_entries are most_entries
};
struct EntryPage {
  // A domain, then its accounts, groups and forwarders, each by name. Fewer than were asked for,
  // none even, where the page took too much work: what counts is `last`.
  std::vector<Entry> entries;
  std::string last;  // empty: there are no more
};

// --- sessions that outlive a connection

enum class SessionKind { web, ximss };

// What an act on an object, an entry or a session was refused with. not_found: it is not there, or
// the visit may not know that it is. not_allowed, malformed, unavailable as everywhere.
struct Refused {
  ErrorCode code;
  std::string words;  // may be told to the client; one line, printable ASCII
};
template <class Value>
using Allowed = std::expected<Value, Refused>;

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

  // The account meant by `name` ("joe", "joe@other.test", an alias; empty: the visit's own).
  [[nodiscard]] virtual net::Task<Allowed<Owner>> owner(VisitId visit, std::string name) = 0;
  // What the visit may do with each of `names` (UTF-8, '/' between levels), objects of the account
  // `owner` (Owner::account). In the order asked for; most_names at most. An object that is not
  // there is judged by the nearest one above it, whose list it would get.
  [[nodiscard]] virtual net::Task<Allowed<std::vector<Letters>>> rights(
      VisitId visit, std::string owner, ObjectKind kind, std::vector<std::string> names) = 0;
  // The object's access control list, its owner left out. Needs `a`.
  [[nodiscard]] virtual net::Task<Allowed<std::vector<AclElement>>> acl(VisitId visit,
                                                                        std::string owner,
                                                                        ObjectKind kind,
                                                                        std::string name) = 0;
  // Needs `a`; recorded. An element left without rights is removed. The name of an alias is
  // refused, and the words give the real one.
  [[nodiscard]] virtual net::Task<Allowed<void>> change_acl(VisitId visit, std::string owner,
                                                            ObjectKind kind, std::string name,
                                                            AclChange change) = 0;

  // Who is in the directory: domains whose entries the visit may see, by its rights and by the
  // settings of those domains. Others are not there.
  [[nodiscard]] virtual net::Task<Allowed<EntryPage>> entries(VisitId visit, EntryQuery query) = 0;

  // A session that outlives the connection, for the account that is logged in: its ID, which is as
  // good as a password.
  [[nodiscard]] virtual net::Task<Allowed<Secret>> open_session(VisitId visit,
                                                                SessionKind kind) = 0;
  // Ends the session the visit was opened by, or one that it opened.
  [[nodiscard]] virtual net::Task<Allowed<void>> close_session(VisitId visit, Secret id) = 0;

  // The second step of a login that wants a code: of the account's authenticator, or one of its
  // recovery codes. From then on the visit, and the session it was opened by or opened, is logged
  // in. wrong_password: it is not; counted as a wrong password of the account is. locked: too many
  // were wrong, the session is gone. not_found: no code is wanted.
  [[nodiscard]] virtual net::Task<Allowed<void>> bless(VisitId visit, Secret code) = 0;
  // The visit's own account proves itself again, before something that matters: by its password, or
  // by a code when it has a second factor. wrong_password, counted; locked; not_allowed: nobody is
  // logged in, or by something that can prove nothing.
  [[nodiscard]] virtual net::Task<Allowed<void>> confirm(VisitId visit, Secret proof) = 0;

  // The security layer of a GSSAPI login, when one was agreed on (RFC 4752, section 3.1):
  // not_found: there is none; malformed: the bytes were changed on their way.
  [[nodiscard]] virtual net::Task<Allowed<Secret>> wrap(VisitId visit, Secret plain,
                                                        bool confidential) = 0;
  [[nodiscard]] virtual net::Task<Allowed<Secret>> unwrap(VisitId visit, Secret wrapped) = 0;

  // The connection is gone; the visit's exchange and session end. Never fails, never waits.
  virtual void leave(VisitId visit) = 0;
};

// The clear-text login commands (IMAP LOGIN, USER/PASS) as the PLAIN message they mean (RFC 4616).
[[nodiscard]] Secret plain_message(std::string_view name, std::string_view password);

}  // namespace gatehouse::auth
