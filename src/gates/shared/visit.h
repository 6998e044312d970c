// One connection's stay with the keeper: welcomed at the start, left at the end, whatever happens
// between. The gate's only hold on auth::Keeper.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "net/lines.h"
#include "net/task.h"

namespace gatehouse::gates {

class Visit {
 public:
  // `service` is the code of the Enabled Services list ("POP"); `stream` is already TLS on the
  // secure ports, stays where it is and outlives the visit: it is closed when the keeper ends the
  // session. `host`: see auth::Peer. not_allowed: logins from this address are prohibited.
  // unavailable: no keeper.
  [[nodiscard]] static net::Task<Result<Visit>> start(auth::Keeper& keeper, std::string service,
                                                      net::Stream& stream, std::string host = {});
  // Of one datagram: there is nothing to close.
  [[nodiscard]] static net::Task<Result<Visit>> start(auth::Keeper& keeper, std::string service,
                                                      Endpoint remote, Endpoint local);
  Visit(Visit&& other) noexcept;
  Visit& operator=(Visit&&) = delete;
  ~Visit() { leave(); }

  // What may be announced now; it changes with start_tls().
  [[nodiscard]] const auth::Offer& offer() const { return offer_; }

  // After the go-ahead was written: the handshake, then the keeper forgets what it learnt in the
  // clear (RFC 3207, 4.2). On any error the connection must be closed without another word.
  [[nodiscard]] net::Task<Result<void>> start_tls(net::Lines& lines, ssl_ctx_st* context);

  // See auth::Keeper. After leave() they answer a Denial that closes, or refuse (unavailable).
  [[nodiscard]] net::Task<auth::Reply> begin(std::string mechanism, std::optional<Secret> initial);
  [[nodiscard]] net::Task<auth::Reply> feed(Secret response);
  [[nodiscard]] net::Task<auth::Reply> abort(auth::DenialKind why);
  [[nodiscard]] net::Task<auth::CommandReply> command(Secret line);
  [[nodiscard]] net::Task<auth::Route> route(std::string address);
  [[nodiscard]] net::Task<auth::Allowed<auth::Owner>> owner(std::string name);
  [[nodiscard]] net::Task<auth::Allowed<std::vector<auth::Letters>>> rights(
      std::string owner, auth::ObjectKind kind, std::vector<std::string> names);
  [[nodiscard]] net::Task<auth::Allowed<std::vector<auth::AclElement>>> acl(std::string owner,
                                                                            auth::ObjectKind kind,
                                                                            std::string name);
  [[nodiscard]] net::Task<auth::Allowed<void>> change_acl(std::string owner, auth::ObjectKind kind,
                                                          std::string name, auth::AclChange change);
  [[nodiscard]] net::Task<auth::Allowed<auth::EntryPage>> entries(auth::EntryQuery query);
  [[nodiscard]] net::Task<auth::Allowed<Secret>> open_session(auth::SessionKind kind);
  [[nodiscard]] net::Task<auth::Allowed<void>> close_session(Secret id);
  [[nodiscard]] net::Task<auth::Allowed<void>> bless(Secret code);
  [[nodiscard]] net::Task<auth::Allowed<void>> confirm(Secret proof);
  [[nodiscard]] net::Task<auth::Allowed<Secret>> wrap(Secret plain, bool confidential);
  [[nodiscard]] net::Task<auth::Allowed<Secret>> unwrap(Secret wrapped);

  // For USER: whether a password may follow, asked before the client sends it. What is not
  // announced may still be taken; nullopt: it will be looked at.
  [[nodiscard]] net::Task<std::optional<auth::Denial>> clear_text_refused();

  // Ends the exchange and the session now; done only once.
  void leave();

 private:
  Visit(auth::Keeper& keeper, std::string service, auth::Welcome welcome)
      : keeper_(&keeper),
        service_(std::move(service)),
        id_(welcome.visit),
        offer_(std::move(welcome.offer)) {}

  auth::Keeper* keeper_;  // null: left
  std::string service_;
  auth::VisitId id_;
  auth::Offer offer_;
};

}  // namespace gatehouse::gates
