// How a client proves who it is: TLS (RFC 6120, section 5), then SASL (section 6), or SASL with all
// that follows it in one step (XEP-0388).
#include <utility>

#include "base/base64.h"
#include "gates/xmpp/exchange.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"
#include "net/lines.h"

namespace gatehouse::gates::xmpp {

net::Task<bool> Session::meet(std::string host) {
  auto visit = co_await Visit::start(commons_.around.keeper, "XMPP", stream_, std::move(host));
  if (visit) {
    visit_.emplace(std::move(*visit));
    co_return true;
  }
  const bool is_barred = visit.error().code == ErrorCode::not_allowed;
  fail_stream(is_barred ? "policy-violation" : "internal-server-error");
  co_return false;
}

net::Task<void> Session::start_tls(Element /*request*/) {
  if (commons_.around.tls == nullptr || stream_.tls() != nullptr)
    co_return finish(to_xml(element("failure", space::tls), space::client) + "</stream:stream>");
  say(element("proceed", space::tls));
  const bool sent = co_await flush();
  if (!sent) co_return finish("");
  // RFC 6120, section 5.4.3.3: what came in the clear is forgotten. The domain was told to the
  // keeper, so that the next stream must be for the same one.
  parser_ = StreamParser({});
  open_ = false;
  net::Lines lines(stream_, 0);
  const auto secured = co_await visit_->start_tls(lines, commons_.around.tls);
  if (secured) co_return;
  open_ = true;
  over_ = true;
}

// nullopt: nobody was logged in, and the client knows.
net::Task<std::optional<auth::Session>> Session::log_in(const SaslStyle& style, Element& request) {
  const StanzaCourier::Ask ask = [this](Element challenge) { return hear(std::move(challenge)); };
  const StanzaCourier::Refuse refuse = [this] { fail_stream("not-authorized"); };
  StanzaCourier courier(style, ask, refuse);
  auto initial = initial_response(style, request);
  const bool is_broken = initial && std::holds_alternative<SaslUndecodable>(*initial);
  std::string mechanism(request.value("mechanism"));
  auto outcome = co_await relay_sasl(*visit_, courier, std::move(mechanism), std::move(initial),
                                     LastWords::with_success);
  if (!outcome) co_return std::nullopt;
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) {
    const bool is_text =
        (is_broken || courier.was_undecodable()) && denial->kind == auth::DenialKind::malformed;
    deny(style, is_text ? "incorrect-encoding" : sasl_condition(denial->kind), *denial);
    co_return std::nullopt;
  }
  auto session = std::get<auth::Session>(*std::move(outcome));
  const bool is_meant = co_await is_of_this_domain(session.account);
  if (!is_meant) {
    visit_->leave();
    deny(style, "not-authorized", {auth::DenialKind::refused, "", true});
    co_return std::nullopt;
  }
  place_ = {.account = session.account, .location = session.location};
  acting_ = session.acting;
  phase_ = Phase::before_bind;
  if (domain_.empty()) domain_ = domain_part(place_.account);
  co_return session;
}

net::Task<std::optional<Element>> Session::hear(Element challenge) {
  say(challenge);
  auto event = co_await next_event();
  if (!event) co_return std::nullopt;
  if (auto* answer = std::get_if<Element>(&*event)) co_return std::move(*answer);
  co_await take(std::move(*event));
  co_return std::nullopt;
}

net::Task<void> Session::authenticate(Element request) {
  const auto session = co_await log_in(sasl_style, request);
  if (!session) co_return;
  const auto& last = session->last_words;
  say(element("success", space::sasl, last.empty() ? "" : to_base64(last)));
  restart_stream();
}

// XEP-0388: the stream goes on as it is, with what was asked for at once.
net::Task<void> Session::authenticate_at_once(Element request) {
  const auto session = co_await log_in(sasl2_style, request);
  if (!session) co_return;
  parser_.set_limits(limits_of(phase_));
  auto success = element("success", space::sasl2);
  if (!session->last_words.empty())
    success.add(element("additional-data", space::sasl2, to_base64(session->last_words)));
  auto granted = grant(request);
  success.add(element("authorization-identifier", space::sasl2,
                      phase_ == Phase::bound ? jid() : place_.account));
  for (auto& one : granted) success.add(std::move(one));
  say(success);
  out_ += phase_ == Phase::bound ? features_when_bound() : features_after_login();
  if (resumed_) say_again();
}

// What was under way has ended already.
net::Task<void> Session::abort_nothing(Element request) {
  const bool is_old = request.space == space::sasl;
  say(sasl_failure(is_old ? sasl_style : sasl2_style, "aborted", ""));
  co_return;
}

// A full name leads to its own domain, whatever the stream is for.
net::Task<bool> Session::is_of_this_domain(std::string account) {
  const auto domain = domain_part(account);
  if (domain_.empty() || domain == domain_) co_return true;
  const auto same = account.substr(0, account.size() - domain.size()) + domain_;
  const auto owner = co_await visit_->owner(same);
  co_return owner && owner->account == account;
}

void Session::deny(const SaslStyle& style, std::string_view condition, const auth::Denial& denial) {
  say(sasl_failure(style, condition, denial.words));
  // RFC 6120, section 6.4.5: too many.
  if (denial.close) fail_stream("policy-violation");
}

}  // namespace gatehouse::gates::xmpp
