#include "gates/imap/replies.h"

namespace gatehouse::gates::imap {
namespace {

using Kind = Completion::Kind;

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::ok:
    case Kind::start_tls:
      return "OK";
    case Kind::no:
      return "NO";
    case Kind::bad:
    case Kind::hang_up:
      return "BAD";
  }
  return "BAD";
}

}  // namespace

Completion ok(std::string_view words, std::string code) {
  return {Kind::ok, std::move(code), std::string(words)};
}

Completion no(std::string code, std::string_view words) {
  return {Kind::no, std::move(code), std::string(words)};
}

Completion bad(std::string_view words, std::string code) {
  return {Kind::bad, std::move(code), std::string(words)};
}

Completion hang_up() { return {.kind = Kind::hang_up, .code = {}, .words = {}, .close = true}; }

// RFC 3501, section 6.2.2: what breaks or cancels the exchange is BAD, what is refused is NO.
Completion refusal(const auth::Denial& denial) {
  Completion answer = no({}, denial.words);
  answer.close = denial.close;
  switch (denial.kind) {
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
      answer.kind = Kind::bad;
      break;
    case auth::DenialKind::out_of_order:
      answer.kind = Kind::bad;
      answer.code = "CLIENTBUG";
      break;
    case auth::DenialKind::unknown_mechanism:
      answer.code = "CANNOT";
      break;
    case auth::DenialKind::needs_privacy:
      answer.code = "PRIVACYREQUIRED";
      break;
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
      answer.code = "AUTHENTICATIONFAILED";
      break;
    case auth::DenialKind::not_allowed:
      answer.code = "AUTHORIZATIONFAILED";
      break;
    case auth::DenialKind::unavailable:
      answer.code = "UNAVAILABLE";
      break;
  }
  return answer;
}

Completion failure(const Error& error, std::string_view missing) {
  switch (error.code) {
    case ErrorCode::not_found:
      return no(std::string(missing), "There is no such mailbox");
    case ErrorCode::already_exists:
      return no("ALREADYEXISTS", "The mailbox exists already");
    case ErrorCode::malformed:
      return no("CANNOT", "No mailbox can have this name");
    case ErrorCode::conflict:
      return no("HASCHILDREN", "The mailbox has others below it");
    case ErrorCode::not_allowed:
      return no("CANNOT", "This cannot be done with this mailbox");
    case ErrorCode::too_long:
      return no("OVERQUOTA", "A limit of the mailbox is reached");
    case ErrorCode::damaged:
      return no("CONTACTADMIN", "The mailbox is damaged");
    case ErrorCode::closed:
    case ErrorCode::timed_out:
      return hang_up();
    case ErrorCode::aborted:
    case ErrorCode::wrong_password:
    case ErrorCode::unknown_account:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
      return no("UNAVAILABLE", "Try again later");
  }
  return no("UNAVAILABLE", "Try again later");
}

std::string tagged_line(std::string_view tag, const Completion& completion) {
  std::string line(tag);
  line.append(" ").append(word_of(completion.kind)).append(" ");
  if (!completion.code.empty()) line.append("[").append(completion.code).append("] ");
  return line.append(completion.words).append("\r\n");
}

std::string bye_line(std::string_view words) { return "* BYE " + std::string(words) + "\r\n"; }

std::string refused_visit(const Error& reason) {
  if (reason.code == ErrorCode::not_allowed)
    return bye_line("[AUTHORIZATIONFAILED] No logins from your address");
  return bye_line("[UNAVAILABLE] Try again later");
}

}  // namespace gatehouse::gates::imap
