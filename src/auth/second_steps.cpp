#include "auth/second_steps.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <tuple>
#include <utility>

#include "auth/refusal.h"
#include "credentials/second_factor.h"

namespace gatehouse::auth {
namespace {

constexpr std::string_view method = "SECOND-FACTOR";
constexpr std::string_view too_many = "Too many failed logins, try again later";

// The sessions that are logged in, or gone, with the visit.
std::vector<std::string> sessions_of(const Visit& visit) {
  auto hashes = visit.sessions;
  if (!visit.opened->by_session.empty()) hashes.push_back(visit.opened->by_session);
  return hashes;
}

// Null: it may.
const char* why_nothing_proves(const Visit& visit) {
  if (!visit.opened) return "Please log in first";
  const auto& opened = *visit.opened;
  if (opened.session.code_wanted) return "A code of the second factor is wanted first";
  if (!opened.account) return "The server's owner has no password here";
  if (!opened.tag.empty()) return "The password of a device proves nothing";
  if (opened.session.acting != opened.session.account) return "The account itself is not here";
  return nullptr;
}

}  // namespace

net::Task<Allowed<void>> SecondSteps::bless(Visit& visit, Secret code) {
  if (!visit.opened || !visit.opened->session.code_wanted)
    co_return refused(ErrorCode::not_found, "No code is wanted");
  const auto loop = co_await boost::asio::this_coro::executor;
  const auto begun = desks_.authenticator.moment();
  auto identity = co_await proved(visit, code, Accepts::code);
  if (identity) {
    auto completed = complete(visit);
    co_await std::move(completed);
    co_return Allowed<void>();
  }
  const auto cause = identity.error().cause;
  record(visit, name_of(cause), std::move(identity.error().detail));
  if (cause == Cause::unavailable) co_return refused_for_now();
  if (cause == Cause::not_allowed)
    co_return refused(ErrorCode::not_allowed, "A second factor has to be set up first");
  const bool goes_on = cause == Cause::wrong_password && goes_on_after_a_wrong_code(visit);
  if (!goes_on) end_half(visit);
  co_await desks_.authenticator.until_told(visit.policy->refusal_delay, begun);
  if (!goes_on) co_return refused(ErrorCode::locked, std::string(too_many));
  co_return refused(ErrorCode::wrong_password, "This code is not right");
}

net::Task<Allowed<void>> SecondSteps::confirm(Visit& visit, Secret proof) {
  if (const auto* why = why_nothing_proves(visit)) co_return refused(ErrorCode::not_allowed, why);
  const auto begun = desks_.authenticator.moment();
  auto identity = co_await proved(visit, proof, Accepts::password_or_code);
  if (identity) {
    visit.opened->confirmed_until = desks_.authenticator.moment() + confirmed_for;
    record(visit, "confirmed", {});
    co_return Allowed<void>();
  }
  const auto cause = identity.error().cause;
  record(visit, name_of(cause), std::move(identity.error().detail));
  if (cause == Cause::unavailable) co_return refused_for_now();
  if (cause == Cause::not_allowed) co_return refused(ErrorCode::not_allowed, "Please log in again");
  co_await desks_.authenticator.until_told(visit.policy->refusal_delay, begun);
  if (cause == Cause::locked) co_return refused(ErrorCode::locked, std::string(too_many));
  co_return refused(ErrorCode::wrong_password, "Incorrect password or code");
}

net::Task<void> SecondSteps::complete(Visit& visit) {
  const auto loop = co_await boost::asio::this_coro::executor;
  auto& session = visit.opened->session;
  session.code_wanted = false;
  for (const auto& hash : sessions_of(visit)) std::ignore = desks_.sessions.bless_hash(hash);
  visit.recorded = desks_.audit.write(visit.peer, {.mechanism = std::string(method),
                                                   .typed = session.acting,
                                                   .account = session.account,
                                                   .outcome = "success",
                                                   .reason = {},
                                                   .source = "second factor",
                                                   .acting = session.acting,
                                                   .success = true,
                                                   .wanted = visit.opened->log_login});
  auto identity = co_await desks_.authenticator.identify(session.acting, visit.policy->domain);
  if (identity && identity->account)
    desks_.authenticator.succeeded(*identity, visit.peer.remote.address);
  let_in(visit, session.acting, loop);
}

void SecondSteps::let_in(const Visit& visit, const std::string& counted_as, const Loop& loop) {
  const auto& opened = *visit.opened;
  const auto& peer = visit.peer;
  desks_.lock_notes.logged_in(peer, counted_as);
  if (opened.account && opened.session.acting == opened.session.account)
    desks_.last_logins.note(opened.account, opened.tag, peer.remote.address, loop);
  if (!peer.local_user) desks_.parts.addresses->note_login(peer.remote.address);
}

void SecondSteps::kept_out(const Visit& visit, const Identity& identity, const Loop& loop) {
  desks_.failed_attempts.note(identity.account,
                              {.at = desks_.parts.clock.now(),
                               .from = visit.peer.remote.address,
                               .service = visit.peer.service,
                               .tag = identity.tag},
                              loop);
}

net::Task<Decision<Identity>> SecondSteps::proved(const Visit& visit, const Secret& shown,
                                                  Accepts accepts) {
  const auto loop = co_await boost::asio::this_coro::executor;
  auto& authenticator = desks_.authenticator;
  auto identity =
      co_await authenticator.identify(visit.opened->session.acting, visit.policy->domain);
  if (!identity) co_return std::unexpected(std::move(identity.error()));
  if (!identity->account)
    co_return std::unexpected(Refusal{Cause::unavailable, "the account is gone"});
  auto reserved = co_await authenticator.reserve(*identity, visit.peer.remote.address);
  if (!reserved) co_return std::unexpected(std::move(reserved.error()));
  const auto right = co_await compare(visit, *identity, shown, accepts);
  if (right && *right) co_return std::move(*identity);
  if (!right && right.error().code == ErrorCode::not_found)
    co_return std::unexpected(Refusal{Cause::not_allowed, right.error().detail});
  if (!right) {
    authenticator.failed(reserved->undecided, *identity);
    co_return std::unexpected(Refusal{Cause::unavailable, right.error().detail});
  }
  // Six digits are right again in another minute: each wrong code counts.
  const bool maybe_code = credentials::looks_like_a_code(shown.reveal());
  authenticator.failed(reserved->attempt, *identity,
                       accepts == Accepts::code || maybe_code ? nullptr : &shown);
  desks_.lock_notes.failed(visit.peer, identity->counted_as(),
                           closed(*identity, visit.peer.remote.address));
  kept_out(visit, *identity, loop);
  co_return std::unexpected(Refusal{Cause::wrong_password, {}});
}

net::Task<Result<bool>> SecondSteps::compare(const Visit& visit, const Identity& identity,
                                             const Secret& shown, Accepts accepts) {
  const bool enrolled = credentials::factor_state(identity.account->settings).enrolled;
  const bool maybe_code = credentials::looks_like_a_code(shown.reveal());
  if (accepts == Accepts::code && !enrolled)
    co_return fail(ErrorCode::not_found, "there is no second factor yet");
  Result<bool> right = false;
  if (enrolled && maybe_code) right = co_await is_code(identity.account, shown);
  if (!right || *right || accepts == Accepts::code) co_return right;
  const Circumstances around{.service = visit.peer.service,
                             .client = visit.peer.remote.address,
                             .tls = visit.peer.tls.has_value()};
  const auto source = co_await desks_.authenticator.verify(identity, shown.reveal(), around);
  if (!source) co_return std::unexpected(source.error());
  co_return !source->empty();
}

net::Task<Result<bool>> SecondSteps::is_code(const directory::AccountView& account,
                                             const Secret& shown) {
  auto work = [this, &account, &shown] {
    return credentials::use_code(desks_.parts.directory,
                                 desks_.authenticator.passwords().second_factor(), *account,
                                 shown.reveal(), desks_.parts.clock.now());
  };
  co_return co_await desks_.authenticator.blocking(std::move(work));
}

bool SecondSteps::closed(const Identity& identity, const IpAddress& from) const {
  const auto flow = identity.rules().failed_logins();
  const auto now = desks_.authenticator.moment();
  if (flow.count == 0) return false;
  if (!identity.policy->counts_by_source)
    return desks_.authenticator.lockout().failures(identity.counted_as(), flow, now) >= flow.count;
  return desks_.authenticator.protection()
      .view({.account = identity.canonical,
             .counter = identity.counted_as(),
             .from = from,
             .limit = flow.count},
            now)
      .locked;
}

void SecondSteps::record(const Visit& visit, std::string_view outcome, std::string reason) const {
  const auto& session = visit.opened->session;
  std::ignore = desks_.audit.write(visit.peer, {.mechanism = std::string(method),
                                                .typed = session.acting,
                                                .account = session.account,
                                                .outcome = outcome,
                                                .reason = std::move(reason),
                                                .acting = session.acting,
                                                .success = outcome == "confirmed"});
}

// Counted by the session, whose connections may be many, and by the visit that has none.
bool SecondSteps::goes_on_after_a_wrong_code(Visit& visit) {
  bool goes_on = ++visit.wrong_codes < Sessions::most_wrong_codes;
  for (const auto& hash : sessions_of(visit))
    goes_on = desks_.sessions.counts_wrong_code(hash) && goes_on;
  return goes_on;
}

// The visit itself is not one of those whose connection is closed: its gate has yet to say so.
void SecondSteps::end_half(const Visit& visit) {
  desks_.logins.remove(visit.login);
  desks_.logins.remove(visit.actors_login);
  for (const auto& hash : sessions_of(visit)) std::ignore = desks_.logins.end_opened_by(hash);
}

}  // namespace gatehouse::auth
