#include "gates/smtp/replies.h"

namespace gatehouse::gates::smtp {
namespace {

// RFC 4954, sections 4 and 6.
std::string_view code_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::malformed:
      return "501 5.5.2 ";
    case auth::DenialKind::aborted:
      return "501 5.7.0 ";
    case auth::DenialKind::unknown_mechanism:
      return "504 5.5.4 ";
    case auth::DenialKind::needs_privacy:
      return "538 5.7.11 ";
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
      return "535 5.7.8 ";
    case auth::DenialKind::not_allowed:
      return "535 5.7.1 ";
    case auth::DenialKind::unavailable:
      return "454 4.7.0 ";
    case auth::DenialKind::out_of_order:
      return "503 5.5.1 ";
  }
  return "454 4.7.0 ";
}

std::string_view code_of(auth::NoRoute::Why why) {
  switch (why) {
    case auth::NoRoute::Why::unknown:
      return "550 5.1.1 ";
    case auth::NoRoute::Why::relaying_denied:
      return "550 5.7.1 ";
    case auth::NoRoute::Why::malformed:
      return "501 5.1.3 ";
    case auth::NoRoute::Why::unavailable:
      return "451 4.3.0 ";
    case auth::NoRoute::Why::over_quota:
      return "452 4.2.2 ";
  }
  return "451 4.3.0 ";
}

}  // namespace

Reply reply(std::string_view line) {
  return {.text = std::string(line) + "\r\n", .ok = line.front() < '4'};
}

Reply closing(std::string_view line) {
  auto last = reply(line);
  last.close = true;
  return last;
}

Reply nothing_more() { return {}; }

Reply hang_up() { return {.text = {}, .ok = false, .close = true}; }

Reply refusal(const auth::Denial& denial) {
  auto refused = reply(std::string(code_of(denial.kind)) + denial.words);
  refused.close = denial.close;
  return refused;
}

Reply refusal(const auth::NoRoute& no_route) {
  return reply(std::string(code_of(no_route.why)) + no_route.words);
}

Reply refusal(Fault fault) {
  switch (fault) {
    case Fault::syntax:
      return reply("501 5.5.4 Syntax error in the arguments");
    case Fault::bad_address:
      return reply("501 5.1.3 That is not a mail address");
    case Fault::bad_sender:
      return reply("501 5.1.7 That is not a mail address");
    case Fault::unknown_parameter:
      return reply("555 5.5.4 Unknown parameter");
    case Fault::bad_parameter:
      return reply("501 5.5.4 Bad value of a parameter");
  }
  return reply("501 5.5.4 Syntax error in the arguments");
}

Reply refused_visit(const Error& reason) {
  if (reason.code == ErrorCode::not_allowed) return reply("554 5.7.1 Not from your address");
  return reply("421 4.3.0 Try again later");
}

Reply ehlo(const auth::Offer& offer, const Extensions& extensions) {
  std::string text = "250-" + offer.host + "\r\n250-PIPELINING\r\n250-SIZE " +
                     std::to_string(extensions.longest_message) + "\r\n250-8BITMIME\r\n";
  if (extensions.start_tls) text += "250-STARTTLS\r\n";
  if (extensions.login && !offer.mechanisms.empty()) {
    text += "250-AUTH";
    for (const auto& mechanism : offer.mechanisms) text += " " + mechanism;
    text += "\r\n";
  }
  return {text + "250 ENHANCEDSTATUSCODES\r\n"};
}

}  // namespace gatehouse::gates::smtp
