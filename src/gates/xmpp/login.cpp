// How a client of RFC 6120 proves who it is: TLS (section 5), then SASL (section 6).
#include <tuple>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "gates/shared/sasl_text.h"
#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/session.h"
#include "net/lines.h"

namespace gatehouse::gates::xmpp {
namespace {

// The text of an element that may be a password in disguise; it is wiped where it stood.
Secret text_of(Element& element) {
  Secret text(element.content());
  for (auto& child : element.children) wipe(child.text.data(), child.text.size());
  return text;
}

}  // namespace

net::Task<void> Session::start_tls(Element /*request*/) {
  if (commons_.around.tls == nullptr || stream_.tls() != nullptr || exchanging_)
    co_return finish(to_xml(element("failure", space::tls), space::client) + "</stream:stream>");
  say(element("proceed", space::tls));
  const bool sent = co_await flush();
  if (!sent) co_return finish("");
  // RFC 6120, section 5.4.3.3: what came in the clear is forgotten, the domain too.
  parser_ = StreamParser({});
  domain_.clear();
  open_ = false;
  net::Lines lines(stream_, 0);
  const auto secured = co_await visit_.start_tls(lines, commons_.around.tls);
  if (secured) co_return;
  open_ = true;
  over_ = true;
}

net::Task<void> Session::begin_exchange(Element request) {
  const std::string mechanism(request.value("mechanism"));
  const auto text = text_of(request);
  auto initial = sasl_initial_response(text.reveal());
  const bool broken = !initial && !text.empty();
  auto reply = co_await visit_.begin(mechanism, std::move(initial));
  // The attempt is begun all the same, so that the keeper sees and counts it.
  if (broken && std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_.abort(auth::DenialKind::malformed);
  co_await conclude(std::move(reply), broken);
}

net::Task<void> Session::continue_exchange(Element request) {
  const auto text = text_of(request);
  auto response = sasl_response(text.reveal() == "=" ? "" : text.reveal());
  const bool broken = !response;
  auto reply = broken ? co_await visit_.abort(auth::DenialKind::malformed)
                      : co_await visit_.feed(std::move(*response));
  co_await conclude(std::move(reply), broken);
}

net::Task<void> Session::abort_exchange(Element /*request*/) {
  auto reply = co_await visit_.abort(auth::DenialKind::aborted);
  co_await conclude(std::move(reply), false);
}

net::Task<void> Session::conclude(auth::Reply reply, bool broken_text) {
  exchanging_ = std::holds_alternative<auth::Challenge>(reply);
  if (const auto* challenge = std::get_if<auth::Challenge>(&reply)) {
    const auto bytes = challenge->bytes.empty() ? "=" : to_base64(challenge->bytes);
    co_return say(element("challenge", space::sasl, bytes));
  }
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) {
    const bool is_text = broken_text && denial->kind == auth::DenialKind::malformed;
    co_return deny(is_text ? "incorrect-encoding" : sasl_condition(denial->kind), *denial);
  }
  auto session = std::get<auth::Session>(std::move(reply));
  const bool meant = co_await is_of_this_domain(session.account);
  if (!meant) {
    visit_.leave();
    co_return deny("not-authorized", {auth::DenialKind::refused, "", true});
  }
  place_ = {.account = std::move(session.account), .location = std::move(session.location)};
  phase_ = Phase::before_bind;
  if (domain_.empty()) domain_ = domain_part(place_.account);
  const auto last = session.last_words.empty() ? "" : to_base64(session.last_words);
  say(element("success", space::sasl, last));
  restart_stream();
}

// A bare name was taken to be of the domain that the connection reached, which may be another one
// than the stream is for.
net::Task<bool> Session::is_of_this_domain(std::string account) {
  const auto domain = domain_part(account);
  if (domain_.empty() || domain == domain_) co_return true;
  const auto same = account.substr(0, account.size() - domain.size()) + domain_;
  const auto owner = co_await visit_.owner(same);
  co_return owner && owner->account == account;
}

void Session::deny(std::string_view condition, const auth::Denial& denial) {
  say(sasl_failure(condition, denial.words));
  // RFC 6120, section 6.4.5: too many.
  if (denial.close) fail_stream("policy-violation");
}

}  // namespace gatehouse::gates::xmpp
