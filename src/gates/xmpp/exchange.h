// SASL as stanzas carry it. RFC 6120, section 6, and XEP-0388 differ in their elements and in how
// an empty message is written; the steps are those of gates/shared/sasl_relay.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gates/shared/sasl_relay.h"
#include "gates/xmpp/element.h"
#include "gates/xmpp/namespaces.h"

namespace gatehouse::gates::xmpp {

struct SaslStyle {
  std::string_view space;
  // In section 6.4 of RFC 6120 "=" is a message of no bytes; in XEP-0388 that is an empty element.
  bool marks_empty;
};
inline constexpr SaslStyle sasl_style{.space = space::sasl, .marks_empty = true};
inline constexpr SaslStyle sasl2_style{.space = space::sasl2, .marks_empty = false};

// RFC 6120, section 6.5: its conditions serve XEP-0388 too.
[[nodiscard]] std::string_view sasl_condition(auth::DenialKind kind);
[[nodiscard]] Element sasl_failure(const SaslStyle& style, std::string_view condition,
                                   std::string_view words);
// nullopt: `request` brings none. What it holds is wiped.
[[nodiscard]] std::optional<SaslResponse> initial_response(const SaslStyle& style,
                                                           Element& request);

class StanzaCourier final : public SaslCourier {
 public:
  // Says the words and gives what the client says next; nullopt: the stream is over.
  using Ask = std::function<net::Task<std::optional<Element>>(Element)>;
  // What was given in the place of an answer and is none.
  using Refuse = std::function<void()>;

  // All outlive this.
  StanzaCourier(const SaslStyle& style, const Ask& ask, const Refuse& refuse)
      : style_(style), ask_(ask), refuse_(refuse) {}

  [[nodiscard]] net::Task<Result<SaslResponse>> ask(std::string_view challenge) override;
  // Something that the client sent was no base64.
  [[nodiscard]] bool was_undecodable() const { return undecodable_; }

 private:
  const SaslStyle& style_;
  const Ask& ask_;
  const Refuse& refuse_;
  bool undecodable_ = false;
};

}  // namespace gatehouse::gates::xmpp
