#include "gates/pop3/replies.h"

#include "gates/pop3/grammar.h"

namespace gatehouse::gates::pop3 {
namespace {

constexpr std::string_view lasting_capabilities =
    "TOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\n"
    "IMPLEMENTATION Gatehouse\r\n";

// RFC 3206: AUTH blames the credentials, SYS/TEMP and SYS/PERM the server. RFC 5034, section 4:
// what broke the exchange itself carries none.
std::string_view code_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::unknown_mechanism:
    case auth::DenialKind::out_of_order:
      return "";
    case auth::DenialKind::needs_privacy:
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
    case auth::DenialKind::not_allowed:
      return "[AUTH] ";
    case auth::DenialKind::unavailable:
      return "[SYS/TEMP] ";
  }
  return "[SYS/TEMP] ";
}

}  // namespace

Reply ok(std::string_view words) { return {"+OK " + std::string(words) + "\r\n"}; }

Reply ok_with(std::string_view words, std::string_view lines) {
  return {"+OK " + std::string(words) + "\r\n" + multi_line(lines)};
}

Reply error(std::string_view words) {
  return {.text = "-ERR " + std::string(words) + "\r\n", .ok = false};
}

Reply refusal(const auth::Denial& denial) {
  Reply reply = error(std::string(code_of(denial.kind)) + denial.words);
  reply.close = denial.close;
  return reply;
}

Reply refused_visit(const Error& reason) {
  if (reason.code == ErrorCode::not_allowed) return error("[SYS/PERM] No logins from your address");
  return error("[SYS/TEMP] Try again later");
}

Reply mailbox_failure(const Error& failure) {
  if (failure.code == ErrorCode::not_found) return error("No such message");
  if (failure.code == ErrorCode::damaged) return error("[SYS/PERM] The mailbox is damaged");
  return error("[SYS/TEMP] Try again later");
}

Reply nothing_more() { return {}; }

Reply hang_up() { return {.text = {}, .ok = false, .close = true}; }

Reply capabilities(const auth::Offer& offer, bool can_start_tls) {
  std::string lines(lasting_capabilities);
  if (offer.clear_text_login) lines += "USER\r\n";
  if (!offer.mechanisms.empty()) {
    lines += "SASL";
    for (const auto& mechanism : offer.mechanisms) lines += " " + mechanism;
    lines += "\r\n";
  }
  if (can_start_tls) lines += "STLS\r\n";
  return ok_with("Capabilities follow", lines);
}

Reply mechanism_list(const auth::Offer& offer) {
  std::string lines;
  for (const auto& mechanism : offer.mechanisms) lines += mechanism + "\r\n";
  return ok_with("Mechanisms follow", lines);
}

// RFC 1939, APOP: the challenge is a message id at the end of the line.
std::string greeting(const auth::Offer& offer) {
  std::string line = "+OK " + offer.host + " POP3 ready";
  if (!offer.apop_challenge.empty()) line += " " + offer.apop_challenge;
  return line + "\r\n";
}

}  // namespace gatehouse::gates::pop3
