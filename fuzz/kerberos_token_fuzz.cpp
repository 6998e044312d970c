// What the first token of a ticket login says in clear, and the GSSAPI mechanism around it. The
// input is messages, each after its length in two bytes; tickets and wrapped messages are accepted
// when their first byte says so, and nobody is let in without both.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kerberos/token.h"
#include "sasl/gssapi.h"

namespace gatehouse {
namespace {

std::string_view next_message(std::string_view& bytes) {
  if (bytes.size() < 2) return {};
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8U |
                      static_cast<unsigned char>(bytes[1]);
  const auto message = bytes.substr(2, length);
  bytes.remove_prefix(2 + message.size());
  return message;
}

struct Answerer {
  bool accepted = false;
  bool unwrapped = false;

  sasl::Answer answer(const sasl::Question& question) {
    if (const auto* accept = std::get_if<sasl::AcceptToken>(&question)) {
      accepted = accept->token.front() == 'y';
      if (!accepted) return Error{ErrorCode::wrong_password, "no"};
      return sasl::Accepted{accept->token.substr(1), true, "joe"};
    }
    if (const auto* unwrap = std::get_if<sasl::Unwrap>(&question)) {
      unwrapped = unwrap->bytes.starts_with('y');
      if (!unwrapped) return Error{ErrorCode::wrong_password, "no"};
      return sasl::Processed{unwrap->bytes.substr(1)};
    }
    return sasl::Processed{"wrapped"};
  }
};

void read_name(std::string_view token) {
  const auto service = kerberos::ticket_service(token);
  if (!service) return;
  (void)service->domain_part();
  (void)service->full_name();
  (void)kerberos::is_writable(*service);
}

}  // namespace
}  // namespace gatehouse

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_name(bytes);
  crypto::CountingEntropy entropy;
  const auto gssapi = sasl::make_gssapi(sasl::Link{}, entropy);
  Answerer answerer;
  sasl::Step step = gssapi->begin();
  for (int round = 0; round < 5 && std::holds_alternative<sasl::Challenge>(step); ++round) {
    step = gssapi->on_response(next_message(bytes));
    while (const auto* question = std::get_if<sasl::Question>(&step))
      step = gssapi->on_answer(answerer.answer(*question));
  }
  const bool granted = std::holds_alternative<sasl::Grant>(step);
  if (granted && !(answerer.accepted && answerer.unwrapped)) std::abort();
  return 0;
}
