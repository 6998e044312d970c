// How an SMTP client becomes private and logs in.
#include "gates/shared/sasl_relay.h"
#include "gates/smtp/grammar.h"
#include "gates/smtp/session.h"

namespace gatehouse::gates::smtp {

// RFC 4954, section 4.
net::Task<Reply> Session::auth(std::string_view argument) {
  if (session_) co_return reply("503 5.5.1 You are logged in already");
  if (!extended_) co_return reply("503 5.5.1 Send EHLO first");
  if (transaction_) co_return reply("503 5.5.1 Not during a mail transaction");
  const auto parsed = parse_auth(argument);
  if (!parsed) co_return reply("501 5.5.4 AUTH takes a mechanism and perhaps a response");
  SaslStart start{std::string(parsed->mechanism), {}};
  if (parsed->initial) start.initial.emplace(*parsed->initial);
  lines_.wipe_input();
  auto outcome = co_await relay_sasl(visit_, lines_, "334 ", std::move(start));
  if (!outcome) co_return hang_up();
  if (const auto* denial = std::get_if<auth::Denial>(&*outcome)) co_return refusal(*denial);
  session_ = std::get<auth::Session>(std::move(*outcome));
  co_return reply("235 2.7.0 " + session_->account + " is logged in");
}

// RFC 3207, section 4.2: what was said in the clear is forgotten.
net::Task<Reply> Session::starttls(std::string_view /*argument*/) {
  if (session_) co_return reply("503 5.5.1 You are logged in already");
  if (lines_.stream().tls() != nullptr) co_return reply("503 5.5.1 TLS is in use already");
  if (!can_start_tls()) co_return reply("502 5.5.1 TLS is not available");
  const auto sent = co_await lines_.write("220 2.0.0 Begin TLS\r\n");
  if (!sent) co_return hang_up();
  transaction_.reset();
  client_name_.clear();
  extended_ = false;
  const auto secured = co_await visit_.start_tls(lines_, around_.tls);
  co_return secured ? nothing_more() : hang_up();
}

}  // namespace gatehouse::gates::smtp
