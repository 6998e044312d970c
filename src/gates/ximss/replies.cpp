#include "gates/ximss/replies.h"

#include <utility>

namespace gatehouse::gates::ximss {
namespace {

constexpr int unknown = 500;
constexpr int general = 501;
constexpr int wrong_credentials = 515;
constexpr int first_refusal = 500;

int number_of(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::refused:
    case auth::DenialKind::locked:
    case auth::DenialKind::not_allowed:
      return wrong_credentials;
    case auth::DenialKind::malformed:
    case auth::DenialKind::aborted:
    case auth::DenialKind::unknown_mechanism:
    case auth::DenialKind::needs_privacy:
    case auth::DenialKind::unavailable:
    case auth::DenialKind::out_of_order:
      return general;
  }
  return general;
}

Reply failed(int number, std::string_view words) {
  Reply reply;
  reply.failure = Failure{number, std::string(words)};
  return reply;
}

xml::Element response(const std::optional<Failure>& failure) {
  xml::Element element{"response"};
  if (failure)
    element.set("errorNum", std::to_string(failure->number)).set("errorText", failure->words);
  return element;
}

}  // namespace

Reply done() { return {}; }

Reply with(xml::Element data) {
  Reply reply;
  reply.data.push_back(std::move(data));
  return reply;
}

Reply error(std::string_view words) { return failed(general, words); }

Reply log_in_first() { return error("Log in first"); }

Reply unknown_request() { return failed(unknown, "This request is not known"); }

Reply refusal(const auth::Denial& denial) {
  auto reply = failed(number_of(denial.kind), denial.words);
  reply.close = denial.close;
  return reply;
}

Reply refusal(const auth::Refused& refused) { return failed(general, refused.words); }

Reply outcome(const auth::CommandReply& reply) {
  return reply.code < first_refusal ? done() : failed(reply.code, reply.words);
}

Reply nothing_more() {
  Reply reply;
  reply.answered = true;
  return reply;
}

Reply hang_up() {
  Reply reply = nothing_more();
  reply.close = true;
  return reply;
}

std::vector<xml::Element> messages_of(Reply reply, std::string_view id) {
  if (reply.answered) return {};
  auto messages = std::move(reply.data);
  messages.push_back(response(reply.failure));
  if (!id.empty())
    for (auto& message : messages) message.set("id", id);
  return messages;
}

std::string message_text(xml::Element message, std::string_view id) {
  if (!id.empty()) message.set("id", id);
  return xml::to_xml(message) + '\0';
}

std::string text_of(Reply reply, std::string_view id) {
  std::string text;
  for (auto& message : messages_of(std::move(reply), id))
    text += message_text(std::move(message), {});
  return text;
}

std::string refused_visit(const Error& reason) {
  const bool is_rule = reason.code == ErrorCode::not_allowed;
  return text_of(error(is_rule ? "No logins from your address" : "Try again later"), {});
}

xml::Element features(const auth::Offer& offer, bool can_start_tls) {
  xml::Element element{"features"};
  element.set("domain", offer.host);
  if (can_start_tls) element.add(xml::Element{"starttls"});
  if (offer.clear_text_login) element.add(xml::Element{"password"});
  for (const auto& mechanism : offer.mechanisms)
    element.add(xml::Element{"sasl"}.add_text(mechanism));
  return element;
}

}  // namespace gatehouse::gates::ximss
