// SPNEGO: what parses is written and reads the same. Tokens and integrity codes are accepted when
// their first byte says so, and nobody is let in by an offer that proves nothing. The input is two
// messages: the last byte says where the first ends.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sasl/negotiation_token.h"
#include "sasl/spnego.h"

namespace gatehouse {
namespace {

void check_answer(std::string_view bytes) {
  const auto answer = sasl::read_negotiation_answer(bytes);
  if (!answer || (answer->mechanism && answer->mechanism->empty())) return;
  const auto again = sasl::read_negotiation_answer(sasl::write_negotiation_answer(*answer));
  if (!again || again->state != answer->state || again->mechanism != answer->mechanism ||
      again->token != answer->token || again->mic != answer->mic)
    std::abort();
}

struct Answerer {
  bool accepted = false;
  bool wrong_mic = false;

  sasl::Answer answer(const sasl::Question& question) {
    const Error no{ErrorCode::wrong_password, "no"};
    if (const auto* accept = std::get_if<sasl::AcceptToken>(&question)) {
      accepted = accept->token.front() == 'y';
      if (accepted) return sasl::Accepted{accept->token.substr(1), true, "joe"};
      return no;
    }
    if (const auto* check = std::get_if<sasl::CheckMic>(&question)) {
      wrong_mic = !check->mic.starts_with('y');
      if (wrong_mic) return no;
    }
    if (std::holds_alternative<sasl::FetchSecret>(question))
      return sasl::Found{"joe", Secret("sixteen bytes ok"), {}};
    return sasl::Processed{"mic"};
  }
};

sasl::Step settled(sasl::Mechanism& mechanism, std::string_view message, Answerer& answerer) {
  auto step = mechanism.on_response(message);
  while (const auto* question = std::get_if<sasl::Question>(&step))
    step = mechanism.on_answer(answerer.answer(*question));
  return step;
}

}  // namespace
}  // namespace gatehouse

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size - 1);
  const auto first = bytes.size() * (data[size - 1] % 17U) / 16;
  check_answer(bytes);
  if (const auto offer = sasl::read_negotiation_offer(bytes))
    if (offer->mechanisms.empty() || offer->mechanisms.size() > sasl::most_offered_mechanisms)
      std::abort();
  crypto::SystemEntropy entropy;
  const auto spnego = sasl::make_spnego(sasl::Link{}, entropy);
  Answerer answerer;
  auto step = settled(*spnego, bytes.substr(0, first), answerer);
  if (std::holds_alternative<sasl::Challenge>(step))
    step = settled(*spnego, bytes.substr(first), answerer);
  const bool granted = std::holds_alternative<sasl::Grant>(step);
  if (granted && (!answerer.accepted || answerer.wrong_mic)) std::abort();
  return 0;
}
