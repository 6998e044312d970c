#include "auth/local_keeper.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <tuple>
#include <utility>

#include "auth/arrivals.h"
#include "auth/audit.h"
#include "auth/authenticator.h"
#include "auth/commands.h"
#include "auth/entries.h"
#include "auth/exchange.h"
#include "auth/failed_attempts.h"
#include "auth/last_logins.h"
#include "auth/layers.h"
#include "auth/lock_notes.h"
#include "auth/logins.h"
#include "auth/mail_routes.h"
#include "auth/objects.h"
#include "auth/offer.h"
#include "auth/own_sessions.h"
#include "auth/second_steps.h"
#include "auth/service_traits.h"
#include "auth/session_desk.h"
#include "auth/sessions.h"
#include "auth/visit_calls.h"
#include "auth/visits.h"
#include "auth/watch.h"
#include "base/text.h"
#include "credentials/second_factor.h"
#include "sasl/digest_nonces.h"

namespace gatehouse::auth {
namespace {

constexpr unsigned most_failures = 4;  // for one connection

bool plus_offered(const Offer& offer) {
  return std::ranges::any_of(offer.mechanisms,
                             [](const std::string& name) { return name.ends_with("-PLUS"); });
}

// A denial is final for the exchange, and the last one for the connection when its attempts are
// used up.
Denial counted(Visit& visit, Cause cause) {
  if (counts_for_connection(cause)) ++visit.failures;
  auto denial = denial_of(cause, visit.policy->hides_unknown_names);
  denial.close = visit.failures >= most_failures;
  return denial;
}

constexpr int not_logged_in = 501;

// What the opened account must go on giving.
Footing footing_of(const Visit& visit, bool roams) {
  const auto& opened = *visit.opened;
  if (!opened.account) return {};
  Footing footing{.account = opened.account,
                  .services = {visit.peer.service},
                  .client = visit.peer.remote.address};
  if (visit.peer.tls) footing.services.emplace_back("TLS");
  if (roams) footing.services.emplace_back("Mobile");
  return footing;
}

// The same, and what it was opened with.
Footing with_proof(Footing footing, const Opened& opened) {
  const bool by_own_password = opened.source.empty() || opened.source == "own";
  const bool by_password = opened.source != "ticket" && opened.source != "certificate" &&
                           opened.source != "session" && opened.tag.empty();
  footing.tag = opened.tag;
  if (by_password) footing.factor = credentials::factor_proof(footing.account->settings);
  if (by_own_password) footing.proof = proof_of(*footing.account, opened.tag);
  return footing;
}

class LocalKeeper final : public VisitCalls {
 public:
  explicit LocalKeeper(KeeperParts parts)
      : VisitCalls(
            {visits_, logins_, objects_, entries_, own_sessions_, second_steps_, parts.disk}),
        own_addresses_(parts.directory, parts.clock),
        parts_(with(std::move(parts), own_addresses_)),
        authenticator_(parts_),
        arrivals_(parts_, authenticator_.policies()),
        audit_(parts_.audit, parts_.trail),
        lock_notes_(parts_.clock, parts_.trail),
        sessions_(parts_.entropy, parts_.seal, parts_.clock),
        nonces_(parts_.entropy),
        desk_(parts_.directory, parts_.clock, authenticator_.policies(), sessions_, logins_,
              parts_.trail),
        visits_(parts_.entropy),
        kept_(parts_.directory, parts_.base, parts_.trail),
        commands_(parts_, authenticator_, logins_, desk_, lock_notes_, kept_),
        routes_(parts_, authenticator_.policies(), kept_),
        objects_(parts_, kept_),
        entries_(parts_.directory, parts_.disk),
        own_sessions_(parts_.directory, parts_.disk, desk_),
        last_logins_(parts_.directory, parts_.disk, parts_.clock),
        failed_attempts_(parts_.directory, parts_.disk, parts_.clock),
        second_steps_({parts_, authenticator_, desk_, logins_, audit_, lock_notes_, last_logins_,
                       failed_attempts_}),
        watch_(parts_.directory, parts_.clock, authenticator_.policies(), logins_,
               authenticator_.same_passwords(), [this] { desk_.sweep(); }) {}

  net::Task<Result<Welcome>> welcome(Peer peer, OnEnd on_end) override;
  net::Task<Result<Offer>> tls_started(VisitId id, net::TlsFacts tls) override;
  net::Task<Reply> begin(VisitId id, std::string mechanism, std::optional<Secret> initial) override;
  net::Task<Reply> feed(VisitId id, Secret response) override;
  net::Task<Reply> abort(VisitId id, DenialKind why) override;
  net::Task<CommandReply> command(VisitId id, Secret line) override;
  net::Task<Route> route(VisitId id, std::string address) override;
  void leave(VisitId id) override;

 private:
  using Loop = boost::asio::any_io_executor;

  [[nodiscard]] static KeeperParts with(KeeperParts parts, access::LiveAddresses& addresses) {
    if (parts.addresses == nullptr) parts.addresses = &addresses;
    return parts;
  }
  [[nodiscard]] std::optional<Refusal> refusal_to_begin(const Visit& visit,
                                                        const sasl::MechanismInfo* info,
                                                        bool password_sent) const;
  [[nodiscard]] std::unique_ptr<Exchange> new_exchange(const Visit& visit,
                                                       const sasl::MechanismInfo& info);
  [[nodiscard]] net::Task<Reply> settle(Visit& visit, Exchange::Verdict verdict, Moment begun);
  void note_failure(const Visit& visit, Cause cause, const Loop& loop);
  [[nodiscard]] Session log_in(Visit& visit, Opened opened, const Loop& loop);
  void note_login(Visit& visit, const Exchange& exchange);
  void forget_login(const Visit& visit);
  [[nodiscard]] LoginFacts login_facts(const Visit& visit, std::string_view mechanism) const;
  [[nodiscard]] Denial refuse(Visit& visit, std::string mechanism, Refusal refusal);
  [[nodiscard]] Denial refuse_exchange(Visit& visit, Refusal refusal);

  access::LiveAddresses own_addresses_;
  KeeperParts parts_;
  Authenticator authenticator_;
  Arrivals arrivals_;
  Audit audit_;
  LockNotes lock_notes_;
  Logins logins_;
  Sessions sessions_;
  sasl::DigestNonces nonces_;
  SessionDesk desk_;
  Visits visits_;
  control::Objects kept_;
  Commands commands_;
  MailRoutes routes_;
  Objects objects_;
  Entries entries_;
  OwnSessions own_sessions_;
  LastLogins last_logins_;
  FailedAttempts failed_attempts_;
  SecondSteps second_steps_;
  Watch watch_;
};

Denial no_visit() { return denial_of(Cause::out_of_order, true); }

net::Task<Result<Welcome>> LocalKeeper::welcome(Peer peer, OnEnd on_end) {
  if (!traits_of(peer.service).for_everybody && arrivals_.logins_prohibited(peer)) {
    audit_.write(peer, {.mechanism = {},
                        .typed = {},
                        .account = {},
                        .outcome = name_of(Cause::not_allowed),
                        .reason = std::string(not_from_here)});
    co_return fail(ErrorCode::not_allowed, std::string(not_from_here));
  }
  const auto end = [this](Visit* visit) {
    if (visit->exchange && !visit->exchange->only_challenged())
      std::ignore = refuse_exchange(*visit, {Cause::aborted, "the connection was closed"});
    forget_login(*visit);
    if (visit->opened) audit_.ended(visit->peer, visit->opened->session, visit->recorded);
    delete visit;
  };
  const std::shared_ptr<Visit> visit(new Visit, end);
  visit->peer = std::move(peer);
  const auto loop = co_await boost::asio::this_coro::executor;
  visit->end = std::make_shared<VisitEnd>(loop, std::move(on_end));
  arrivals_.meet(*visit);
  if (apop_offered(*visit->policy, privacy_of(visit->peer), visit->peer.service))
    visit->offer.apop_challenge = apop_challenge(parts_.entropy, visit->offer.host);
  const auto id = visits_.add(visit);
  if (!id) co_return fail(ErrorCode::unavailable, "too many connections");
  co_return Welcome{*id, visit->offer};
}

net::Task<Result<Offer>> LocalKeeper::tls_started(VisitId id, net::TlsFacts tls) {
  const auto visit = visits_.turn(id);
  if (!visit) co_return fail(ErrorCode::not_found, "no such visit");
  if (visit->peer.tls) co_return fail(ErrorCode::not_allowed, "TLS is on already");
  if (visit->exchange) std::ignore = refuse_exchange(*visit, {Cause::aborted, "TLS was started"});
  if (visit->opened) audit_.ended(visit->peer, visit->opened->session, visit->recorded);
  visit->opened.reset();
  visit->layer.reset();
  forget_login(*visit);
  visit->peer.tls = std::move(tls);
  // The greeting is not repeated, so its challenge is the only one the client can answer.
  auto challenge = std::move(visit->offer.apop_challenge);
  arrivals_.meet(*visit);
  if (apop_offered(*visit->policy, privacy_of(visit->peer), visit->peer.service))
    visit->offer.apop_challenge = std::move(challenge);
  co_return visit->offer;
}

net::Task<Reply> LocalKeeper::begin(VisitId id, std::string mechanism,
                                    std::optional<Secret> initial) {
  const auto visit = visits_.turn(id);
  if (!visit) co_return no_visit();
  if (visit->exchange) {
    auto denial = refuse_exchange(*visit, {Cause::aborted, "another login was begun"});
    if (denial.close) co_return denial;
  }
  const auto* info = sasl::mechanism_named(mechanism);
  const bool password_sent = initial && !initial->empty();
  if (auto refusal = refusal_to_begin(*visit, info, password_sent))
    co_return refuse(*visit, std::move(mechanism), std::move(*refusal));
  visit->exchange = new_exchange(*visit, *info);
  const auto begun = authenticator_.moment();
  auto verdict = co_await visit->exchange->start(std::move(initial));
  co_return co_await settle(*visit, std::move(verdict), begun);
}

std::optional<Refusal> LocalKeeper::refusal_to_begin(const Visit& visit,
                                                     const sasl::MechanismInfo* info,
                                                     bool password_sent) const {
  if (visit.opened) return Refusal{Cause::out_of_order, "logged in already"};
  if (visit.failures >= most_failures) return Refusal{Cause::locked, "attempts are used up"};
  return arrivals_.refusal_to_log_in(visit, info, password_sent);
}

std::unique_ptr<Exchange> LocalKeeper::new_exchange(const Visit& visit,
                                                    const sasl::MechanismInfo& info) {
  sasl::Link link{.service = lower_case(visit.peer.service),
                  .host = visit.offer.host,
                  .realm = visit.policy->domain->name,
                  .challenge = visit.offer.apop_challenge,
                  .tls_exporter = {},
                  .tls_unique = {},
                  .tls_server_end_point = {},
                  .plus_offered = plus_offered(visit.offer),
                  .carries_layers = carries_layers(visit.peer.service),
                  .now = parts_.clock.now(),
                  .nonces = &nonces_};
  if (const auto& tls = visit.peer.tls) {
    link.tls_exporter = tls->exporter;
    link.tls_unique = tls->unique;
    link.tls_server_end_point = tls->server_end_point;
  }
  const auto& remote = visit.peer.remote.address;
  const auto& local = visit.peer.local.address;
  Surroundings around{
      .reached = visit.policy->domain,
      .link = privacy_of(visit.peer),
      .around = {.service = visit.peer.service,
                 .client = visit.peer.remote.address,
                 .tls = visit.peer.tls.has_value(),
                 .roams = arrivals_.roams(visit.peer)},
      .tls = visit.peer.tls,
      .wrong_ntlm = visit.wrong_ntlm,
      .sessions = &desk_,
      .on_this_server = visit.peer.local_user || remote.is_loopback() || remote == local,
      .blocked = !visit.peer.local_user && parts_.addresses->logins_blocked(remote, local),
      .owner = arrivals_.is_owner(visit.peer)};
  return std::make_unique<Exchange>(authenticator_, info, info.make(link, parts_.entropy),
                                    std::move(around));
}

net::Task<Reply> LocalKeeper::feed(VisitId id, Secret response) {
  const auto visit = visits_.turn(id);
  if (!visit || !visit->exchange) co_return no_visit();
  const auto begun = authenticator_.moment();
  auto verdict = co_await visit->exchange->feed(std::move(response));
  co_return co_await settle(*visit, std::move(verdict), begun);
}

net::Task<Reply> LocalKeeper::abort(VisitId id, DenialKind why) {
  const auto visit = visits_.turn(id);
  if (!visit || !visit->exchange) co_return no_visit();
  const auto cause = why == DenialKind::malformed ? Cause::malformed : Cause::aborted;
  co_return refuse_exchange(*visit, {cause, "said the gate"});
}

net::Task<Reply> LocalKeeper::settle(Visit& visit, Exchange::Verdict verdict, Moment begun) {
  const auto loop = co_await boost::asio::this_coro::executor;
  if (auto* challenge = std::get_if<Challenge>(&verdict)) co_return std::move(*challenge);
  if (auto* opened = std::get_if<Opened>(&verdict))
    co_return log_in(visit, std::move(*opened), loop);
  auto& refusal = std::get<Refusal>(verdict);
  const auto least = refusal.least;
  note_failure(visit, refusal.cause, loop);
  Reply reply = refuse_exchange(visit, std::move(refusal));
  co_await authenticator_.until_told(least, begun);  // all work is done by then: none shows
  co_return reply;
}

void LocalKeeper::note_failure(const Visit& visit, Cause cause, const Loop& loop) {
  const auto* identity = visit.exchange->identity();
  if (identity == nullptr || !identity->account) return;
  if (!counts_for_account(cause) && cause != Cause::locked) return;
  if (cause != Cause::locked)
    lock_notes_.failed(visit.peer, identity->counted_as(),
                       second_steps_.closed(*identity, visit.peer.remote.address));
  second_steps_.kept_out(visit, *identity, loop);
}

Session LocalKeeper::log_in(Visit& visit, Opened opened, const Loop& loop) {
  const auto exchange = std::move(visit.exchange);
  const auto* identity = exchange->identity();
  const bool half = opened.session.code_wanted;
  visit.recorded = audit_.write(visit.peer, {.mechanism = std::string(exchange->mechanism()),
                                             .typed = identity->typed,
                                             .account = opened.session.account,
                                             .outcome = half ? "code wanted" : "success",
                                             .reason = {},
                                             .source = std::string(opened.source),
                                             .acting = opened.session.acting,
                                             .rules = exchange->rules(),
                                             .success = true,
                                             .wanted = opened.log_login});
  const auto& peer = visit.peer;
  if (!peer.local_user) opened.ends = {peer.remote.address, peer.local.address};
  visit.opened = std::move(opened);
  if (!half) second_steps_.let_in(visit, identity->counted_as(), loop);
  if (carries_layers(peer.service)) visit.layer = exchange->take_context();
  note_login(visit, *exchange);
  return visit.opened->session;
}

// An impersonated session rests on two accounts: it ends with either.
void LocalKeeper::note_login(Visit& visit, const Exchange& exchange) {
  const auto& opened = *visit.opened;
  const auto& proven = exchange.identity()->account;
  const bool by_owner = opened.session.acting == opened.session.account;
  const bool opens_another = proven && !by_owner;
  auto footing = footing_of(visit, arrivals_.roams(visit.peer));
  auto of_actor = footing;
  if (opened.account && by_owner) footing = with_proof(std::move(footing), opened);
  if (opens_another) footing.opened_by = proven;
  visit.login = logins_.add(login_facts(visit, exchange.mechanism()), std::move(footing),
                            [end = visit.end] { end->call(); });
  // One that ended before it was noted here could not take the visit along.
  const auto& session = opened.by_session;
  if (!session.empty() && !sessions_.holds(session)) std::ignore = logins_.end(visit.login);
  if (!opens_another) return;
  of_actor.account = proven;
  of_actor.opens = opened.account;
  of_actor.ask_again = parts_.clock.now() + Footing::asked_every;
  visit.actors_login =
      logins_.add({.listed = false}, with_proof(std::move(of_actor), opened),
                  [this, login = visit.login] { std::ignore = logins_.end(login); });
}

void LocalKeeper::forget_login(const Visit& visit) {
  logins_.remove(visit.login);
  logins_.remove(visit.actors_login);
}

LoginFacts LocalKeeper::login_facts(const Visit& visit, std::string_view mechanism) const {
  const auto& opened = *visit.opened;
  return {.account = opened.session.account,
          .domain_id = opened.account ? opened.account->domain->id : std::string(),
          .acting = opened.session.acting,
          .service = visit.peer.service,
          .mechanism = std::string(mechanism),
          .source = std::string(opened.source),
          .tag = opened.tag,
          .session = opened.by_session,
          .client = visit.peer.remote.address,
          .tls = visit.peer.tls.has_value(),
          .since = parts_.clock.now()};
}

Denial LocalKeeper::refuse(Visit& visit, std::string mechanism, Refusal refusal) {
  audit_.write(visit.peer, {.mechanism = std::move(mechanism),
                            .typed = {},
                            .account = {},
                            .outcome = name_of(refusal.cause),
                            .reason = std::move(refusal.detail)});
  return counted(visit, refusal.shown());
}

Denial LocalKeeper::refuse_exchange(Visit& visit, Refusal refusal) {
  const auto exchange = std::move(visit.exchange);
  const auto* identity = exchange->identity();
  const bool wrong_ntlm = exchange->is_ntlm() && identity && counts_for_account(refusal.cause);
  const auto whose = wrong_ntlm ? identity->counted_as() : std::string();
  visit.wrong_ntlm = whose == visit.wrong_ntlm ? std::string() : whose;
  audit_.write(visit.peer, {.mechanism = std::string(exchange->mechanism()),
                            .typed = identity == nullptr ? std::string() : identity->typed,
                            .account = identity == nullptr ? std::string() : identity->canonical,
                            .outcome = name_of(refusal.cause),
                            .reason = std::move(refusal.detail),
                            .rules = exchange->rules()});
  return counted(visit, refusal.shown());
}

net::Task<CommandReply> LocalKeeper::command(VisitId id, Secret line) {
  const auto visit = visits_.turn(id);
  if (!visit || !visit->opened)
    co_return CommandReply{not_logged_in, "Please log in first", std::nullopt};
  if (!logins_.holds(visit->login))
    co_return CommandReply{not_logged_in, "This session was ended", std::nullopt};
  auto session = *visit->opened;
  if (parts_.trail != nullptr)
    session.origin = std::make_shared<const audit::Record>(
        origin_of(visit->peer, session.session, visit->recorded));
  bool completed = false;
  session.opens = visit->sessions;
  session.on_logged_in = [&completed] { completed = true; };
  auto reply = co_await commands_.run(std::move(session), visit->login, std::move(line));
  watch_.look_soon();
  if (completed) {
    auto second_step = second_steps_.complete(*visit);
    co_await std::move(second_step);
  }
  co_return reply;
}

net::Task<Route> LocalKeeper::route(VisitId id, std::string address) {
  const auto visit = visits_.turn(id);
  if (!visit)
    co_return NoRoute{NoRoute::Why::unavailable, "Temporarily unavailable, try again later"};
  const bool whole = visit->opened && !visit->opened->session.code_wanted;
  const auto* sender = whole ? &*visit->opened : nullptr;
  co_return co_await routes_.find(std::move(address), sender);
}

void LocalKeeper::leave(VisitId id) {
  const auto visit = visits_.take(id);
  if (!visit) return;
  visit->end->forget();
  forget_login(*visit);
}

}  // namespace

std::unique_ptr<Keeper> make_local_keeper(KeeperParts parts) {
  return std::make_unique<LocalKeeper>(std::move(parts));
}

}  // namespace gatehouse::auth
