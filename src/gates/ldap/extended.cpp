// Extended operations (RFC 4511, section 4.12): StartTLS, "Who am I?", Password Modify.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/ldap/extensions.h"
#include "gates/ldap/names.h"
#include "gates/ldap/session.h"

namespace gatehouse::gates::ldap {
namespace {

Reply refused(std::int32_t id, Code code, std::string_view words) {
  return result(id, op_extended_answer, code, words);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }

// A quoted string of the command line; `text` has no control characters.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

// RFC 3062, section 2: a name of the client's choice; RFC 4513, section 5.2.1.8: of an identity.
std::optional<std::string> account_meant(std::string_view who) {
  for (const std::string_view prefix : {"u:", "dn:"})
    if (who.starts_with(prefix)) who.remove_prefix(prefix.size());
  return login_name(who);
}

Code code_of(const auth::CommandReply& reply) {
  constexpr int first_refusal = 500;
  return reply.code < first_refusal ? Code::success : Code::unwilling_to_perform;
}

}  // namespace

std::span<const Session::ExtensionRow> Session::extensions() {
  static constexpr std::array table{
      ExtensionRow{password_change_oid, true, &Session::change_password},
      ExtensionRow{start_tls_oid, false, &Session::start_tls},
      ExtensionRow{who_am_i_oid, false, &Session::who_am_i}};
  return table;
}

net::Task<Reply> Session::extend(const Message& message) {
  const auto request = parse_extended(message.content);
  if (!request) co_return refused(message.id, Code::protocol_error, "A broken request");
  const auto row = std::ranges::find(extensions(), request->oid, &ExtensionRow::oid);
  // RFC 4511, section 4.12: so is an unknown one answered.
  if (row == extensions().end())
    co_return refused(message.id, Code::protocol_error, "This operation is not known");
  if (row->wants_login && !session_)
    co_return refused(message.id, Code::insufficient_access_rights, "Log in first");
  co_return co_await (this->*row->handler)(message.id, *request);
}

net::Task<Reply> Session::start_tls(std::int32_t id, ExtendedRequest request) {
  if (request.value) co_return refused(id, Code::protocol_error, "StartTLS takes no value");
  if (around_.tls == nullptr) co_return refused(id, Code::unavailable, "There is no TLS here");
  if (!can_start_tls()) co_return refused(id, Code::operations_error, "TLS was started already");
  if (session_) co_return refused(id, Code::operations_error, "Start TLS before you log in");
  // What was sent behind it was sent in the clear.
  if (lines_.has_input())
    co_return disconnection(Code::protocol_error, "Nothing may be sent behind StartTLS");
  const auto ready = result(id, op_extended_answer, Code::success);
  const auto sent = co_await lines_.write(ready.bytes);
  if (!sent) co_return hang_up();
  const auto secured = co_await visit_->start_tls(lines_, around_.tls);
  co_return secured ? nothing_more() : hang_up();
}

// RFC 4532, section 2.2: nobody is an empty name.
net::Task<Reply> Session::who_am_i(std::int32_t id, ExtendedRequest request) {
  if (request.value) co_return refused(id, Code::protocol_error, "It takes no value");
  co_return extended(id, session_ ? "u:" + session_->account : std::string());
}

net::Task<Reply> Session::change_password(std::int32_t id, ExtendedRequest request) {
  const auto change = parse_password_change(request.value);
  if (!change) co_return refused(id, Code::protocol_error, "A broken request");
  if (!change->new_password)
    co_return refused(id, Code::unwilling_to_perform, "A new password is missing");
  const auto who = account_meant(change->who.value_or(session_->account));
  if (!who) co_return refused(id, Code::no_such_object, "There is no such account");
  // Another's is changed by an administrator, who does not know the old one.
  if (!same_but_case(*who, session_->account))
    co_return co_await set_password(id, in_quotes(*who), *change->new_password);
  if (!change->old_password || change->old_password->empty())
    co_return refused(id, Code::unwilling_to_perform, "The old password is missing");
  if (auto wrong = co_await check_password(id, *change->old_password)) co_return std::move(*wrong);
  co_return co_await set_password(id, "*", *change->new_password);
}

// A login like any other, so that it is counted as one.
net::Task<std::optional<Reply>> Session::check_password(std::int32_t id,
                                                        std::string_view password) {
  auto visit = co_await Visit::start(around_.keeper, "LDAP", lines_.stream());
  if (!visit) co_return refused(id, Code::unavailable, "Try again later");
  auto proof = auth::plain_message(session_->account, password);
  auto reply = co_await visit->begin("PLAIN", std::move(proof));
  if (std::holds_alternative<auth::Session>(reply)) co_return std::nullopt;
  const auto* denial = std::get_if<auth::Denial>(&reply);
  const bool is_wrong = denial == nullptr || denial->kind == auth::DenialKind::refused;
  co_return refused(id, is_wrong ? Code::invalid_credentials : Code::unwilling_to_perform,
                    denial == nullptr ? "The old password is wrong" : denial->words);
}

net::Task<Reply> Session::set_password(std::int32_t id, std::string_view who,
                                       std::string_view password) {
  if (std::ranges::any_of(password, is_control) || !is_utf8(password))
    co_return refused(id, Code::unwilling_to_perform, "The new password has odd characters");
  std::string line = "SETACCOUNTPASSWORD " + std::string(who) + " PASSWORD " + in_quotes(password);
  const WipeAtEnd wiped(line);
  line += " CHECK";
  Secret command(line);
  const auto reply = co_await visit_->command(std::move(command));
  co_return refused(id, code_of(reply), reply.words);
}

}  // namespace gatehouse::gates::ldap
