// AUTHENTICATE and LOGIN: each becomes one exchange with the keeper.
#include "gates/imap/session.h"
#include "gates/imap/verbs/verbs.h"
#include "gates/shared/sasl_relay.h"

namespace gatehouse::gates::imap {
namespace {

Completion welcome(Session& session, auth::Session login) {
  session.log_in(std::move(login));
  return ok("Logged in", "CAPABILITY " + session.capabilities());
}

}  // namespace

Outcome perform(Session& session, Authenticate& request) {
  SaslStart start{std::move(request.mechanism), std::move(request.initial)};
  auto outcome = co_await relay_sasl(session.visit(), session.lines(), "+ ", std::move(start));
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  co_return welcome(session, std::get<auth::Session>(std::move(*outcome)));
}

Outcome perform(Session& session, Login& request) {
  auto message = auth::plain_message(request.name, request.password.reveal());
  auto reply = co_await session.visit().begin("PLAIN", std::move(message));
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await session.visit().abort(auth::DenialKind::malformed);
  if (auto* login = std::get_if<auth::Session>(&reply))
    co_return welcome(session, std::move(*login));
  auto* denial = std::get_if<auth::Denial>(&reply);
  if (denial == nullptr) co_return hang_up();
  // The command was well-formed; a name or password that cannot be one is a wrong one.
  if (denial->kind == auth::DenialKind::malformed) denial->kind = auth::DenialKind::refused;
  co_return refusal(*denial);
}

}  // namespace gatehouse::gates::imap
