// Requests and answers between gates and the keeper as bytes, and back. The only place that knows
// protobuf. What comes from the other end is checked before it becomes a value: kinds and sizes in
// range, nothing left out that must be there. Serialised secrets are wiped where we hold them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/keeper.h"
#include "base/result.h"
#include "base/secret.h"

namespace gatehouse::auth::wire {

struct TlsStarted {
  VisitId visit;
  net::TlsFacts tls;
};
struct Begin {
  VisitId visit;
  std::string mechanism;
  std::optional<Secret> initial;
};
struct Feed {
  VisitId visit;
  Secret response;
};
struct Abort {
  VisitId visit;
  DenialKind why;
};
struct Command {
  VisitId visit;
  Secret line;
};
struct FindRoute {
  VisitId visit;
  std::string address;
};
struct FindOwner {
  VisitId visit;
  std::string name;
};
struct AskRights {
  VisitId visit;
  std::string owner;
  ObjectKind kind;
  std::vector<std::string> names;
};
struct ReadAcl {
  VisitId visit;
  std::string owner;
  ObjectKind kind;
  std::string name;
};
struct ChangeAcl {
  VisitId visit;
  std::string owner;
  ObjectKind kind;
  std::string name;
  AclChange change;
};
struct ListEntries {
  VisitId visit;
  EntryQuery query;
};
struct OpenSession {
  VisitId visit;
  SessionKind kind;
};
struct CloseSession {
  VisitId visit;
  Secret id;
};
struct Bless {
  VisitId visit;
  Secret code;
};
struct Confirm {
  VisitId visit;
  Secret proof;
};
struct Wrap {
  VisitId visit;
  Secret plain;
  bool confidential;
};
struct Unwrap {
  VisitId visit;
  Secret wrapped;
};
struct Leave {
  VisitId visit;
};
struct Ended {  // sent unasked: the session of that visit is over, close its connection
  VisitId visit;
};
struct Done {};  // of what answers nothing else
using Act = std::variant<Peer, TlsStarted, Begin, Feed, Abort, Command, FindRoute, FindOwner,
                         AskRights, ReadAcl, ChangeAcl, ListEntries, OpenSession, CloseSession,
                         Bless, Confirm, Wrap, Unwrap, Leave>;
using Outcome =
    std::variant<Welcome, Offer, Reply, CommandReply, Route, Error, Ended, Owner,
                 std::vector<Letters>, std::vector<AclElement>, EntryPage, Secret, Done, Refused>;

struct Request {
  std::uint64_t number;
  Act act;
};
struct Answer {
  std::uint64_t number;  // of the request; 0 with Ended
  Outcome outcome;
};

// Bytes of a message, without a length; they may hold a secret.
[[nodiscard]] std::string to_bytes(const Request& request);
[[nodiscard]] std::string to_bytes(const Answer& answer);

// malformed: not a message of this protocol.
[[nodiscard]] Result<Request> read_request(std::string_view bytes);
[[nodiscard]] Result<Answer> read_answer(std::string_view bytes);

}  // namespace gatehouse::auth::wire
