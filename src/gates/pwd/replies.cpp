#include "gates/pwd/replies.h"

#include "base/version.h"

namespace gatehouse::gates::pwd {
namespace {

constexpr int first_refusal = 500;

int code_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
    case auth::DenialKind::not_allowed:
      return 515;
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::unknown_mechanism:
    case auth::DenialKind::needs_privacy:
    case auth::DenialKind::unavailable:
    case auth::DenialKind::out_of_order:
      return 501;
  }
  return 501;
}

}  // namespace

// Clients look for <...@...> to know that APOP is offered.
std::string greeting(const auth::Offer& offer) {
  std::string line = "200 Gatehouse at " + offer.host + " PWD Server ";
  line.append(version).append(" ready");
  if (!offer.apop_challenge.empty()) line += " " + offer.apop_challenge;
  return line + "\r\n";
}

Reply answer(int code, std::string_view words) {
  Reply reply{.text = std::to_string(code), .ok = code < first_refusal};
  reply.text.append(" ").append(words).append("\r\n");
  return reply;
}

Reply refusal(const auth::Denial& denial) {
  auto reply = answer(code_of(denial.kind), denial.words);
  reply.close = denial.close;
  return reply;
}

Reply refused_visit(const Error& reason) {
  if (reason.code == ErrorCode::not_allowed) return answer(501, "no logins from your address");
  return answer(501, "please try again later");
}

Reply outcome(const auth::CommandReply& reply, bool inlined) {
  if (!reply.data) return answer(reply.code, reply.words);
  if (inlined) return answer(201, *reply.data);
  auto with_data = answer(200, "data follow");
  with_data.text.append(*reply.data).append("\r\n");
  return with_data;
}

Reply nothing_more() { return {}; }

Reply hang_up() { return {.text = {}, .ok = false, .close = true}; }

}  // namespace gatehouse::gates::pwd
