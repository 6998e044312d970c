// The two tokens of SPNEGO (RFC 4178, section 4.2) as values: the client's offer of mechanisms, and
// the answers of both sides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gatehouse::sasl {

inline constexpr std::size_t most_offered_mechanisms = 32;

struct NegotiationOffer {
  std::vector<std::string>
      mechanisms;                    // dotted object identifiers, what the client likes best first
  std::string list;                  // the same as encoded: what a mechListMIC is over
  std::optional<std::string> token;  // for the first of them
  std::optional<std::string> mic;
};
// NegTokenInit in its GSS-API frame (RFC 2743, section 3.1). malformed.
[[nodiscard]] Result<NegotiationOffer> read_negotiation_offer(std::string_view token);

enum class NegotiationState { accept_completed, accept_incomplete, reject, request_mic };

struct NegotiationAnswer {
  std::optional<NegotiationState> state;
  std::optional<std::string> mechanism;  // dotted
  std::optional<std::string> token;
  std::optional<std::string> mic;
};
// NegTokenResp. malformed.
[[nodiscard]] Result<NegotiationAnswer> read_negotiation_answer(std::string_view token);
[[nodiscard]] std::string write_negotiation_answer(const NegotiationAnswer& answer);

}  // namespace gatehouse::sasl
