#include "gates/xmpp/exchange.h"

#include <utility>

#include "base/base64.h"
#include "gates/shared/sasl_text.h"

namespace gatehouse::gates::xmpp {
namespace {

// The text of an element that may be a password in disguise; it is wiped where it stood.
Secret text_of(Element& element) {
  Secret text(element.content());
  for (auto& child : element.children) wipe(child.text.data(), child.text.size());
  return text;
}

SaslResponse decoded(const SaslStyle& style, const Secret& text) {
  const bool is_mark = style.marks_empty && text.reveal() == "=";
  auto response = sasl_response(is_mark ? "" : text.reveal());
  if (!response) return SaslUndecodable{};
  return std::move(*response);
}

}  // namespace

std::string_view sasl_condition(auth::DenialKind kind) {
  switch (kind) {
    case auth::DenialKind::malformed:
      return "malformed-request";
    case auth::DenialKind::aborted:
      return "aborted";
    case auth::DenialKind::unknown_mechanism:
      return "invalid-mechanism";
    case auth::DenialKind::needs_privacy:
      return "encryption-required";
    case auth::DenialKind::locked:
      return "account-disabled";
    case auth::DenialKind::refused:
    case auth::DenialKind::not_allowed:
      return "not-authorized";
    case auth::DenialKind::unavailable:
      return "temporary-auth-failure";
    case auth::DenialKind::out_of_order:
      return "malformed-request";
  }
  std::unreachable();
}

Element sasl_failure(const SaslStyle& style, std::string_view condition, std::string_view words) {
  auto failure = element("failure", style.space);
  failure.add(element(condition, space::sasl));
  if (!words.empty()) failure.add(element("text", style.space, words));
  return failure;
}

std::optional<SaslResponse> initial_response(const SaslStyle& style, Element& request) {
  if (style.marks_empty) {
    const auto text = text_of(request);
    if (text.empty()) return std::nullopt;
    return decoded(style, text);
  }
  for (auto& child : request.children)
    if (child.is("initial-response", style.space)) return decoded(style, text_of(child));
  return std::nullopt;
}

net::Task<Result<SaslResponse>> StanzaCourier::ask(std::string_view challenge) {
  const bool is_marked = challenge.empty() && style_.marks_empty;
  const auto bytes = is_marked ? std::string("=") : to_base64(challenge);
  auto words = element("challenge", style_.space, bytes);
  auto answer = co_await ask_(std::move(words));
  if (!answer) co_return fail(ErrorCode::closed, "the stream is over");
  if (answer->is("abort", style_.space)) co_return SaslCancelled{};
  if (!answer->is("response", style_.space)) {
    refuse_();
    co_return fail(ErrorCode::closed, "something else was said");
  }
  const auto text = text_of(*answer);
  auto response = decoded(style_, text);
  undecodable_ = undecodable_ || std::holds_alternative<SaslUndecodable>(response);
  co_return response;
}

}  // namespace gatehouse::gates::xmpp
