// How a XIMSS client logs in: each way becomes one exchange with the keeper.
#include <utility>

#include "base/base64.h"
#include "gates/shared/sasl_relay.h"
#include "gates/ximss/session.h"
#include "net/lines.h"

namespace gatehouse::gates::ximss {
namespace {

SaslResponse decoded(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes) return SaslUndecodable{};
  const WipeAtEnd wiped(*bytes);
  return Secret(*bytes);
}

}  // namespace

// <challenge value=base64/>, answered by <auth value=base64/>; any other message cancels.
class Session::Courier final : public SaslCourier {
 public:
  Courier(Session& session, std::string id) : session_(session), id_(std::move(id)) {}

  net::Task<Result<SaslResponse>> ask(std::string_view challenge) override {
    xml::Element message{"challenge"};
    message.set("value", to_base64(challenge));
    auto sent = co_await session_.send(message_text(std::move(message), id_));
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    auto answer = co_await session_.read_request();
    if (!answer && answer.error().code == ErrorCode::malformed) co_return SaslUndecodable{};
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    auto response =
        answer->name == "auth" ? decoded(answer->value("value")) : SaslResponse(SaslCancelled{});
    xml::wipe(*answer);
    co_return std::move(response);
  }

 private:
  Session& session_;
  std::string id_;
};

net::Task<Reply> Session::list_features(const xml::Element& /*request*/) {
  co_return with(features(visit_.offer(), can_start_tls()));
}

net::Task<Reply> Session::login(const xml::Element& request) {
  return request.has("method") ? login_by_method(request) : login_by_password(request);
}

// These exchanges are of one message: a challenge here ends them.
net::Task<Reply> Session::login_by_password(const xml::Element& request) {
  auto message = auth::plain_message(request.value("authData"), request.value("password"));
  auto reply = co_await visit_.begin("PLAIN", std::move(message));
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_.abort(auth::DenialKind::malformed);
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) co_return refusal(*denial);
  auto* session = std::get_if<auth::Session>(&reply);
  if (session == nullptr) co_return hang_up();
  co_return co_await logged_in(std::move(*session));
}

net::Task<Reply> Session::login_by_method(const xml::Element& request) {
  std::optional<SaslResponse> initial;
  if (request.has("authData")) initial = decoded(request.value("authData"));
  Courier courier(*this, std::string(request.value("id")));
  std::string method(request.value("method"));
  auto outcome = co_await relay_sasl(visit_, courier, std::move(method), std::move(initial),
                                     LastWords::as_a_challenge);
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  co_return co_await logged_in(std::get<auth::Session>(std::move(*outcome)));
}

// Whoever came by less than the account's own credentials gets no ID that could do more.
net::Task<Reply> Session::logged_in(auth::Session session) {
  auto opened = co_await visit_.open_session(auth::SessionKind::ximss);
  if (opened) session_id_ = std::move(*opened);
  dialogue_.emplace(around_, stream_, visit_, session.account, Dialogue::Way::by_credentials);
  auto message = co_await session_message(visit_, session, session_id_.reveal());
  co_return with(std::move(message));
}

net::Task<Reply> Session::start_tls(const xml::Element& request) {
  if (!can_start_tls()) co_return error("TLS cannot be started here");
  const std::string id(request.value("id"));
  auto sent = co_await send(text_of(done(), id));
  if (!sent) co_return hang_up();
  messages_.forget();
  net::Lines lines(stream_, around_.limits.longest_line);
  const auto secured = co_await visit_.start_tls(lines, around_.tls);
  co_return secured ? nothing_more() : hang_up();
}

}  // namespace gatehouse::gates::ximss
