#include "auth/local_keeper.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <tuple>
#include <utility>

#include "auth/asker.h"
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
#include "auth/session_desk.h"
#include "auth/sessions.h"
#include "auth/visits.h"
#include "auth/watch.h"
#include "base/text.h"
#include "directory/router.h"

namespace gatehouse::auth {
namespace {

constexpr unsigned most_failures = 4;  // for one connection

LinkPrivacy privacy_of(const Peer& peer) {
  return {.tls = peer.tls.has_value(), .loopback = peer.remote.address.is_loopback()};
}

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
  footing.tag = opened.tag;
  if (by_own_password) footing.proof = proof_of(*footing.account, opened.tag);
  return footing;
}

constexpr std::string_view not_from_here = "logins from non-client addresses are prohibited";

// Whoever has mail for us may come, whether he may log in or not.
bool takes_mail(std::string_view service) { return service == "SMTP"; }

class LocalKeeper final : public Keeper {
 public:
  explicit LocalKeeper(KeeperParts parts)
      : own_addresses_(parts.directory, parts.clock),
        parts_(with(std::move(parts), own_addresses_)),
        authenticator_(parts_),
        audit_(parts_.audit, parts_.trail),
        lock_notes_(parts_.trail),
        sessions_(parts_.entropy, parts_.seal, parts_.clock),
        desk_(parts_.directory, parts_.clock, authenticator_.policies(), sessions_, logins_,
              parts_.trail),
        visits_(parts_.entropy),
        kept_(parts_.directory, parts_.base, parts_.trail),
        commands_(parts_, authenticator_, logins_, desk_, kept_),
        routes_(parts_, authenticator_.policies(), kept_),
        objects_(parts_, kept_),
        entries_(parts_.directory, parts_.disk),
        own_sessions_(parts_.directory, parts_.disk, desk_),
        last_logins_(parts_.directory, parts_.disk, parts_.clock),
        failed_attempts_(parts_.directory, parts_.disk, parts_.clock),
        watch_(parts_.directory, parts_.clock, authenticator_.policies(), logins_,
               authenticator_.same_passwords(), [this] { desk_.sweep(); }) {}

  net::Task<Result<Welcome>> welcome(Peer peer, OnEnd on_end) override;
  net::Task<Result<Offer>> tls_started(VisitId id, net::TlsFacts tls) override;
  net::Task<Reply> begin(VisitId id, std::string mechanism, std::optional<Secret> initial) override;
  net::Task<Reply> feed(VisitId id, Secret response) override;
  net::Task<Reply> abort(VisitId id, DenialKind why) override;
  net::Task<CommandReply> command(VisitId id, Secret line) override;
  net::Task<Route> route(VisitId id, std::string address) override;
  net::Task<Allowed<Owner>> owner(VisitId id, std::string name) override;
  net::Task<Allowed<std::vector<Letters>>> rights(VisitId id, std::string owner, ObjectKind kind,
                                                  std::vector<std::string> names) override;
  net::Task<Allowed<std::vector<AclElement>>> acl(VisitId id, std::string owner, ObjectKind kind,
                                                  std::string name) override;
  net::Task<Allowed<void>> change_acl(VisitId id, std::string owner, ObjectKind kind,
                                      std::string name, AclChange change) override;
  net::Task<Allowed<EntryPage>> entries(VisitId id, EntryQuery query) override;
  net::Task<Allowed<Secret>> open_session(VisitId id, SessionKind kind) override;
  net::Task<Allowed<void>> close_session(VisitId id, Secret session) override;
  net::Task<Allowed<Secret>> wrap(VisitId id, Secret plain, bool confidential) override;
  net::Task<Allowed<Secret>> unwrap(VisitId id, Secret message) override;
  void leave(VisitId id) override;

 private:
  using Loop = boost::asio::any_io_executor;

  [[nodiscard]] static KeeperParts with(KeeperParts parts, access::LiveAddresses& addresses) {
    if (parts.addresses == nullptr) parts.addresses = &addresses;
    return parts;
  }
  [[nodiscard]] Allowed<Asker> asker(const Turn& visit) const;
  [[nodiscard]] bool is_owner(const Peer& peer) const;
  [[nodiscard]] bool logins_prohibited(const Peer& peer) const;
  [[nodiscard]] bool roams(const Peer& peer) const;
  void meet(Visit& visit);
  [[nodiscard]] std::optional<Refusal> refusal_to_begin(const Visit& visit,
                                                        const sasl::MechanismInfo* info,
                                                        bool password_sent) const;
  [[nodiscard]] std::unique_ptr<Exchange> new_exchange(const Visit& visit,
                                                       const sasl::MechanismInfo& info);
  [[nodiscard]] Reply settle(Visit& visit, Exchange::Verdict verdict, const Loop& loop);
  void note_failure(const Visit& visit, Cause cause, const Loop& loop);
  [[nodiscard]] bool closed(const Identity& identity, const IpAddress& from);
  [[nodiscard]] Session log_in(Visit& visit, Opened opened, const Loop& loop);
  void note_login(Visit& visit, const Exchange& exchange);
  void forget_login(const Visit& visit);
  [[nodiscard]] LoginFacts login_facts(const Visit& visit, std::string_view mechanism) const;
  [[nodiscard]] Denial refuse(Visit& visit, std::string mechanism, Refusal refusal);
  [[nodiscard]] Denial refuse_exchange(Visit& visit, Refusal refusal);

  access::LiveAddresses own_addresses_;
  KeeperParts parts_;
  Authenticator authenticator_;
  Audit audit_;
  LockNotes lock_notes_;
  Logins logins_;
  Sessions sessions_;
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
  Watch watch_;
};

Denial no_visit() { return denial_of(Cause::out_of_order, true); }

bool LocalKeeper::is_owner(const Peer& peer) const {
  return peer.local_user && (*peer.local_user == parts_.owner || *peer.local_user == 0);
}

bool LocalKeeper::logins_prohibited(const Peer& peer) const {
  return !peer.local_user &&
         parts_.addresses->now()->logins_prohibited(peer.remote.address, peer.local.address);
}

// Comes from no client address.
bool LocalKeeper::roams(const Peer& peer) const {
  return !peer.local_user &&
         !parts_.addresses->now()->client(peer.remote.address, peer.local.address);
}

// Which domain the peer has reached, and what it is shown there.
void LocalKeeper::meet(Visit& visit) {
  const auto& peer = visit.peer;
  const auto& named = peer.tls ? peer.tls->server_name : std::string();
  const auto domain = directory::domain_for(parts_.directory, peer.local.address, named);
  const bool ours = !named.empty() && parts_.directory.find_domain(named) == domain;
  visit.policy = authenticator_.policies().of(domain);
  const OfferFacts facts{.link = privacy_of(peer),
                         .channel_bindings = binds_channels(peer),
                         .owner = is_owner(peer),
                         .certificate = has_certificate(peer),
                         .host = ours ? lower_case(named) : domain->name};
  visit.offer = offer_for(*visit.policy, facts);
  if (logins_prohibited(peer)) {
    visit.offer.mechanisms.clear();
    visit.offer.clear_text_login = false;
  }
}

net::Task<Result<Welcome>> LocalKeeper::welcome(Peer peer, OnEnd on_end) {
  if (!takes_mail(peer.service) && logins_prohibited(peer)) {
    audit_.write(peer, {.mechanism = {},
                        .typed = {},
                        .account = {},
                        .outcome = name_of(Cause::not_allowed),
                        .reason = std::string(not_from_here)});
    co_return fail(ErrorCode::not_allowed, std::string(not_from_here));
  }
  const auto end = [this](Visit* visit) {
    if (visit->exchange)
      std::ignore = refuse_exchange(*visit, {Cause::aborted, "the connection was closed"});
    forget_login(*visit);
    if (visit->opened) audit_.ended(visit->peer, visit->opened->session, visit->recorded);
    delete visit;
  };
  const std::shared_ptr<Visit> visit(new Visit, end);
  visit->peer = std::move(peer);
  const auto loop = co_await boost::asio::this_coro::executor;
  visit->end = std::make_shared<VisitEnd>(loop, std::move(on_end));
  meet(*visit);
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
  meet(*visit);
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
  auto verdict = co_await visit->exchange->start(std::move(initial));
  co_return settle(*visit, std::move(verdict), co_await boost::asio::this_coro::executor);
}

std::optional<Refusal> LocalKeeper::refusal_to_begin(const Visit& visit,
                                                     const sasl::MechanismInfo* info,
                                                     bool password_sent) const {
  if (visit.opened) return Refusal{Cause::out_of_order, "logged in already"};
  if (visit.failures >= most_failures) return Refusal{Cause::locked, "attempts are used up"};
  if (logins_prohibited(visit.peer))
    return Refusal{Cause::unknown_mechanism, std::string(not_from_here)};
  if (info == nullptr) return Refusal{Cause::unknown_mechanism, {}};
  if (info->name == "EXTERNAL") {
    if (is_owner(visit.peer) || has_certificate(visit.peer)) return std::nullopt;
    return Refusal{Cause::unknown_mechanism, "nothing vouches for the peer"};
  }
  // A ticket names its domain itself, and that one decides.
  const bool by_ticket = info->login_method == "GSSAPI" && parts_.tickets != nullptr;
  if (!by_ticket && !visit.policy->permits(info->login_method))
    return Refusal{Cause::unknown_mechanism, "the domain does not permit it"};
  if (info->traits.binds_channel && !binds_channels(visit.peer))
    return Refusal{Cause::unknown_mechanism, "there is no channel to bind to"};
  // With no name known yet the domain decides, so that the password is not even sent.
  const bool private_enough =
      satisfied(visit.policy->defaults.demand, privacy_of(visit.peer), info->traits.clear_text);
  if (info->traits.clear_text && !password_sent && !private_enough)
    return Refusal{Cause::needs_privacy, "the domain demands a secure method or TLS"};
  return std::nullopt;
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
                  .now = parts_.clock.now()};
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
                 .roams = roams(visit.peer)},
      .tls = visit.peer.tls,
      .wrong_ntlm = visit.wrong_ntlm,
      .sessions = &desk_,
      .on_this_server = visit.peer.local_user || remote.is_loopback() || remote == local,
      .blocked = !visit.peer.local_user && parts_.addresses->logins_blocked(remote, local),
      .owner = is_owner(visit.peer)};
  return std::make_unique<Exchange>(authenticator_, info, info.make(link, parts_.entropy),
                                    std::move(around));
}

net::Task<Reply> LocalKeeper::feed(VisitId id, Secret response) {
  const auto visit = visits_.turn(id);
  if (!visit || !visit->exchange) co_return no_visit();
  auto verdict = co_await visit->exchange->feed(std::move(response));
  co_return settle(*visit, std::move(verdict), co_await boost::asio::this_coro::executor);
}

net::Task<Reply> LocalKeeper::abort(VisitId id, DenialKind why) {
  const auto visit = visits_.turn(id);
  if (!visit || !visit->exchange) co_return no_visit();
  const auto cause = why == DenialKind::malformed ? Cause::malformed : Cause::aborted;
  co_return refuse_exchange(*visit, {cause, "said the gate"});
}

Reply LocalKeeper::settle(Visit& visit, Exchange::Verdict verdict, const Loop& loop) {
  if (auto* challenge = std::get_if<Challenge>(&verdict)) return std::move(*challenge);
  if (auto* refusal = std::get_if<Refusal>(&verdict)) {
    note_failure(visit, refusal->cause, loop);
    return refuse_exchange(visit, std::move(*refusal));
  }
  return log_in(visit, std::get<Opened>(std::move(verdict)), loop);
}

void LocalKeeper::note_failure(const Visit& visit, Cause cause, const Loop& loop) {
  const auto* identity = visit.exchange->identity();
  if (identity == nullptr || !identity->account) return;
  if (!counts_for_account(cause) && cause != Cause::locked) return;
  if (cause != Cause::locked)
    lock_notes_.failed(visit.peer, identity->counted_as(),
                       closed(*identity, visit.peer.remote.address));
  failed_attempts_.note(identity->account,
                        {.at = parts_.clock.now(),
                         .from = visit.peer.remote.address,
                         .service = visit.peer.service,
                         .tag = identity->tag},
                        loop);
}

// Nothing more is compared for such an attempt now.
bool LocalKeeper::closed(const Identity& identity, const IpAddress& from) {
  const auto flow = identity.rules().failed_logins();
  const auto now = parts_.clock.moment();
  if (flow.count == 0) return false;
  if (!identity.policy->counts_by_source)
    return authenticator_.lockout().failures(identity.counted_as(), flow, now) >= flow.count;
  return authenticator_.protection()
      .view({.account = identity.canonical,
             .counter = identity.counted_as(),
             .from = from,
             .limit = flow.count},
            now)
      .locked;
}

Session LocalKeeper::log_in(Visit& visit, Opened opened, const Loop& loop) {
  const auto exchange = std::move(visit.exchange);
  const auto* identity = exchange->identity();
  visit.recorded = audit_.write(visit.peer, {.mechanism = std::string(exchange->mechanism()),
                                             .typed = identity->typed,
                                             .account = opened.session.account,
                                             .outcome = "success",
                                             .reason = {},
                                             .source = std::string(opened.source),
                                             .acting = opened.session.acting,
                                             .rules = exchange->rules(),
                                             .success = true,
                                             .wanted = opened.log_login});
  const bool by_owner = opened.session.acting == opened.session.account;
  lock_notes_.logged_in(visit.peer, identity->counted_as());
  if (opened.account && by_owner)
    last_logins_.note(opened.account, opened.tag, visit.peer.remote.address, loop);
  const auto& peer = visit.peer;
  if (!peer.local_user) opened.ends = {peer.remote.address, peer.local.address};
  if (!peer.local_user) parts_.addresses->note_login(peer.remote.address);
  visit.opened = std::move(opened);
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
  auto footing = footing_of(visit, roams(visit.peer));
  auto of_actor = footing;
  if (opened.account && by_owner) footing = with_proof(std::move(footing), opened);
  if (opens_another) footing.opened_by = proven;
  visit.login = logins_.add(login_facts(visit, exchange.mechanism()), std::move(footing),
                            [end = visit.end] { end->call(); });
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
  auto reply = co_await commands_.run(std::move(session), visit->login, std::move(line));
  watch_.look_soon();
  co_return reply;
}

net::Task<Route> LocalKeeper::route(VisitId id, std::string address) {
  const auto visit = visits_.turn(id);
  if (!visit)
    co_return NoRoute{NoRoute::Why::unavailable, "Temporarily unavailable, try again later"};
  const auto* sender = visit->opened ? &*visit->opened : nullptr;
  co_return co_await routes_.find(std::move(address), sender);
}

Allowed<Asker> LocalKeeper::asker(const Turn& visit) const {
  if (!visit) return refused_for_now();
  if (visit->opened && !logins_.holds(visit->login))
    return refused(ErrorCode::not_allowed, "This session was ended");
  return asker_of(*visit);
}

net::Task<Allowed<Owner>> LocalKeeper::owner(VisitId id, std::string name) {
  const auto visit = visits_.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await objects_.owner(std::move(*who), std::move(name));
}

net::Task<Allowed<std::vector<Letters>>> LocalKeeper::rights(VisitId id, std::string owner,
                                                             ObjectKind kind,
                                                             std::vector<std::string> names) {
  const auto visit = visits_.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await objects_.rights(std::move(*who), std::move(owner), kind, std::move(names));
}

net::Task<Allowed<std::vector<AclElement>>> LocalKeeper::acl(VisitId id, std::string owner,
                                                             ObjectKind kind, std::string name) {
  const auto visit = visits_.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await objects_.acl(std::move(*who), std::move(owner), kind, std::move(name));
}

net::Task<Allowed<void>> LocalKeeper::change_acl(VisitId id, std::string owner, ObjectKind kind,
                                                 std::string name, AclChange change) {
  const auto visit = visits_.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await objects_.change(std::move(*who), std::move(owner), kind, std::move(name),
                                     std::move(change));
}

net::Task<Allowed<EntryPage>> LocalKeeper::entries(VisitId id, EntryQuery query) {
  const auto visit = visits_.turn(id);
  auto who = asker(visit);
  if (!who) co_return std::unexpected(std::move(who.error()));
  co_return co_await entries_.page(std::move(*who), std::move(query));
}

net::Task<Allowed<Secret>> LocalKeeper::open_session(VisitId id, SessionKind kind) {
  const auto visit = visits_.turn(id);
  if (const auto who = asker(visit); !who) co_return std::unexpected(who.error());
  co_return co_await own_sessions_.open(*visit, kind);
}

// The visit itself is not one of those that end with its session: its gate has yet to say so.
net::Task<Allowed<void>> LocalKeeper::close_session(VisitId id, Secret session) {
  const auto visit = visits_.turn(id);
  if (!visit) co_return refused_for_now();
  if (visit->opened && visit->opened->by_session == Sessions::hash_of(session.reveal()))
    forget_login(*visit);
  co_return own_sessions_.close(*visit, session);
}

net::Task<Allowed<Secret>> LocalKeeper::wrap(VisitId id, Secret plain, bool confidential) {
  const auto visit = visits_.turn(id);
  auto* layer = visit ? visit->layer.get() : nullptr;
  co_return co_await wrapped(parts_.disk, layer, std::move(plain), confidential);
}

net::Task<Allowed<Secret>> LocalKeeper::unwrap(VisitId id, Secret message) {
  const auto visit = visits_.turn(id);
  auto* layer = visit ? visit->layer.get() : nullptr;
  co_return co_await unwrapped(parts_.disk, layer, std::move(message));
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
