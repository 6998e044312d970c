#include "gates/ftp/replies.h"

#include "base/text.h"

namespace gatehouse::gates::ftp {
namespace {

// RFC 2228, section 5.1. USER and PASS have one word for all that is wrong with a login.
int code_of(auth::DenialKind kind, bool by_adat) {
  switch (kind) {
    case auth::DenialKind::malformed:
      return by_adat ? 501 : 530;
    case auth::DenialKind::unknown_mechanism:
      return 504;
    case auth::DenialKind::out_of_order:
      return 503;
    case auth::DenialKind::needs_privacy:
      return 533;
    case auth::DenialKind::unavailable:
      return 431;
    case auth::DenialKind::aborted:
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
      return by_adat ? 535 : 530;
    case auth::DenialKind::not_allowed:
      return by_adat ? 534 : 530;
  }
  return 431;
}

}  // namespace

Reply reply(int code, std::string_view words) {
  return {.text = std::to_string(code) + ' ' + std::string(words) + "\r\n", .failed = code >= 400};
}

// RFC 2389, section 3.2; RFC 3659, section 7.2: lines in between begin with a space.
Reply reply(int code, std::string_view first, std::string_view body, std::string_view last) {
  std::string text = std::to_string(code) + '-' + std::string(first) + "\r\n";
  while (!body.empty()) text.append(" ").append(take_until(body, '\n')).append("\n");
  return {.text = text + std::to_string(code) + ' ' + std::string(last) + "\r\n"};
}

Reply nothing_more() { return {}; }

Reply hang_up() { return {.text = {}, .failed = true, .close = true}; }

std::string greeting(const auth::Offer& offer) { return "220 " + offer.host + " FTP ready\r\n"; }

Reply refused_visit(const Error& reason) {
  auto refused = reply(421, reason.code == ErrorCode::not_allowed ? "No logins from your address"
                                                                  : "Try again later");
  refused.close = true;
  return refused;
}

Reply refusal(const auth::Denial& denial, bool by_adat) {
  auto refused = reply(code_of(denial.kind, by_adat), denial.words);
  refused.close = denial.close;
  return refused;
}

Reply refusal(const auth::Refused& refused) {
  switch (refused.code) {
    case ErrorCode::not_found:
    case ErrorCode::not_allowed:
    case ErrorCode::already_exists:
    case ErrorCode::conflict:
    case ErrorCode::malformed:
      return reply(550, refused.words);
    case ErrorCode::too_long:
      return reply(552, refused.words);
    case ErrorCode::aborted:
    case ErrorCode::wrong_password:
    case ErrorCode::unknown_account:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::timed_out:
    case ErrorCode::closed:
    case ErrorCode::damaged:
      return reply(450, "Try again later");
  }
  return reply(450, "Try again later");
}

Reply file_failure(const Error& failure) {
  switch (failure.code) {
    case ErrorCode::not_found:
      return reply(550, "No such file or folder");
    case ErrorCode::already_exists:
      return reply(550, "It is there already");
    case ErrorCode::conflict:
      return reply(550, "That cannot be done with this file or folder");
    case ErrorCode::malformed:
      return reply(553, "No file can have this name");
    case ErrorCode::too_long:
      return reply(552, "No room for it");
    case ErrorCode::not_allowed:
      return reply(550, "Permission denied");
    case ErrorCode::timed_out:
    case ErrorCode::closed:
    case ErrorCode::aborted:
      return reply(426, "The data connection was lost");
    case ErrorCode::wrong_password:
    case ErrorCode::unknown_account:
    case ErrorCode::locked:
    case ErrorCode::unavailable:
    case ErrorCode::damaged:
      return reply(451, "Try again later");
  }
  return reply(451, "Try again later");
}

}  // namespace gatehouse::gates::ftp
