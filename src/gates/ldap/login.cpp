// How an LDAP client logs in (RFC 4513, section 5): each way becomes one exchange with the keeper.
#include "base/text.h"
#include "gates/ldap/names.h"
#include "gates/ldap/session.h"

namespace gatehouse::gates::ldap {
namespace {

constexpr std::int32_t protocol_version = 3;

// Clients send credentials of no bytes where they mean none; only to EXTERNAL (RFC 4422, appendix
// A) no bytes are a message.
std::optional<Secret> initial_response(const SaslProof& proof) {
  if (!proof.credentials) return std::nullopt;
  if (proof.credentials->empty() && !same_but_case(proof.mechanism, "EXTERNAL"))
    return std::nullopt;
  return Secret(*proof.credentials);
}

}  // namespace

net::Task<Reply> Session::bind(const Message& message) {
  const auto request = parse_bind(message.content);
  if (!request) co_return result(message.id, op_bind_answer, Code::protocol_error, "A broken bind");
  if (const auto* sasl = std::get_if<SaslProof>(&request->proof);
      sasl != nullptr && !mechanism_.empty() && same_but_case(sasl->mechanism, mechanism_)) {
    Secret response(sasl->credentials.value_or(""));
    auto reply = co_await visit_->feed(std::move(response));
    reply = co_await with_last_words(std::move(reply));
    co_return concluded(message.id, std::move(reply), sasl->mechanism);
  }
  if (auto closing = co_await forget_login(message.id)) co_return std::move(*closing);
  if (request->version != protocol_version)
    co_return result(message.id, op_bind_answer, Code::protocol_error, "Only version 3 is spoken");
  if (const auto* simple = std::get_if<SimpleProof>(&request->proof))
    co_return co_await bind_simply(message.id, request->name, simple->password);
  if (const auto* sasl = std::get_if<SaslProof>(&request->proof))
    co_return co_await bind_with_sasl(message.id, *sasl);
  co_return result(message.id, op_bind_answer, Code::method_not_supported,
                   "This kind of bind is not known");
}

// Back to anonymous. What came of it ends the connection, or there is nothing to say.
net::Task<std::optional<Reply>> Session::forget_login(std::int32_t id) {
  if (!mechanism_.empty()) {
    mechanism_.clear();
    auto reply = co_await visit_->abort(auth::DenialKind::aborted);
    const auto* denial = std::get_if<auth::Denial>(&reply);
    if (denial != nullptr && denial->close) co_return denied(id, *denial);
  }
  if (!session_) co_return std::nullopt;
  session_.reset();
  visit_.reset();
  auto visit = co_await Visit::start(around_.keeper, "LDAP", lines_.stream());
  if (!visit) co_return disconnection(Code::unavailable, "Try again later");
  visit_.emplace(std::move(*visit));
  lines_.stream().set_time_limit(around_.limits.before_login);
  co_return std::nullopt;
}

net::Task<Reply> Session::bind_simply(std::int32_t id, std::string_view name,
                                      std::string_view password) {
  if (name.empty() && password.empty()) co_return granted(id, "");
  // RFC 4513, section 5.1.2: a name without a password proves nothing, and looks like success.
  if (password.empty())
    co_return result(id, op_bind_answer, Code::unwilling_to_perform, "A password is missing");
  const auto login = name.empty() ? std::nullopt : login_name(name);
  if (!login)
    co_return result(id, op_bind_answer, Code::invalid_credentials,
                     "The name is neither a DN nor an account's");
  auto proof = auth::plain_message(*login, password);
  auto reply = co_await visit_->begin("PLAIN", std::move(proof));
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_->abort(auth::DenialKind::malformed);
  co_return concluded(id, std::move(reply), "PLAIN");
}

net::Task<Reply> Session::bind_with_sasl(std::int32_t id, SaslProof proof) {
  // RFC 4511, section 4.2.1: this is how a client ends an exchange.
  if (proof.mechanism.empty())
    co_return result(id, op_bind_answer, Code::method_not_supported, "The exchange is ended");
  std::string mechanism(proof.mechanism);
  auto initial = initial_response(proof);
  auto reply = co_await visit_->begin(std::move(mechanism), std::move(initial));
  co_return concluded(id, std::move(reply), proof.mechanism);
}

// RFC 2831, section 2.1.3: the server's proof asks for nothing, and LDAP can tell it with the
// success (RFC 4422, section 3.6); clients that ask for it there would take one more round for a
// bind that is not done.
net::Task<auth::Reply> Session::with_last_words(auth::Reply reply) {
  const auto* challenge = std::get_if<auth::Challenge>(&reply);
  if (challenge == nullptr || !challenge->bytes.starts_with("rspauth=")) co_return reply;
  auto words = challenge->bytes;
  reply = co_await visit_->feed(Secret(""));
  if (auto* session = std::get_if<auth::Session>(&reply)) session->last_words = std::move(words);
  co_return reply;
}

Reply Session::concluded(std::int32_t id, auth::Reply reply, std::string_view mechanism) {
  mechanism_.clear();
  if (const auto* more = std::get_if<auth::Challenge>(&reply)) {
    mechanism_ = mechanism;
    return challenge(id, more->bytes);
  }
  if (const auto* denial = std::get_if<auth::Denial>(&reply)) return denied(id, *denial);
  session_ = std::get<auth::Session>(std::move(reply));
  return granted(id, session_->last_words);
}

}  // namespace gatehouse::gates::ldap
