// How a POP3 client logs in: each way becomes one exchange with the keeper.
#include "base/text.h"
#include "gates/pop3/grammar.h"
#include "gates/pop3/session.h"
#include "gates/shared/sasl_relay.h"

namespace gatehouse::gates::pop3 {

net::Task<Reply> Session::user(std::string_view argument) {
  const std::string name(argument);
  const auto refused = co_await visit_.clear_text_refused();
  if (refused) co_return refusal(*refused);
  user_ = name;
  co_return ok("Send the password");
}

net::Task<Reply> Session::pass(std::string_view argument) {
  if (user_.empty()) co_return error("Send USER first");
  auto message = auth::plain_message(user_, argument);
  lines_.wipe_input();
  user_.clear();
  auto reply = co_await visit_.begin("PLAIN", std::move(message));
  co_return co_await concluded(std::move(reply));
}

net::Task<Reply> Session::apop(std::string_view argument) {
  if (!is_apop(argument)) co_return error("APOP takes a name and a digest");
  auto reply = co_await visit_.begin("APOP", Secret(argument));
  co_return co_await concluded(std::move(reply));
}

net::Task<Reply> Session::auth(std::string_view argument) {
  // A bare AUTH, as clients from before CAPA sent it, asks for the list.
  if (argument.empty()) co_return mechanism_list(visit_.offer());
  const auto parsed = parse_auth(argument);
  if (!parsed) co_return error("AUTH takes a mechanism and perhaps a response");
  SaslStart start{std::string(parsed->mechanism), {}};
  if (parsed->initial) start.initial.emplace(*parsed->initial);
  lines_.wipe_input();
  user_.clear();
  auto outcome = co_await relay_sasl(visit_, lines_, "+ ", std::move(start));
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  co_return logged_in(std::get<auth::Session>(std::move(*outcome)));
}

net::Task<Reply> Session::stls(std::string_view /*argument*/) {
  if (!can_start_tls()) co_return error("TLS cannot be started here");
  user_.clear();
  const auto sent = co_await lines_.write("+OK Begin TLS\r\n");
  if (!sent) co_return hang_up();
  const auto secured = co_await visit_.start_tls(lines_, around_.tls);
  co_return secured ? nothing_more() : hang_up();
}

// The clear-text commands and APOP are exchanges of one message: a challenge here ends them.
net::Task<Reply> Session::concluded(auth::Reply reply) {
  if (std::holds_alternative<auth::Challenge>(reply))
    reply = co_await visit_.abort(auth::DenialKind::malformed);
  if (auto* session = std::get_if<auth::Session>(&reply)) co_return logged_in(std::move(*session));
  const auto* denial = std::get_if<auth::Denial>(&reply);
  co_return denial != nullptr ? refusal(*denial) : hang_up();
}

Reply Session::logged_in(auth::Session session) {
  session_ = std::move(session);
  return ok(session_->account + " is logged in");
}

}  // namespace gatehouse::gates::pop3
