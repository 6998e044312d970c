// What an NTLM client says, from both ends: the bytes as each of its messages, and what is read
// must lie inside them; then as its second message in an exchange where nobody knows the password.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sasl/ntlm.h"
#include "sasl/ntlm_target_info.h"
#include "sasl/ntlm_text.h"

namespace gatehouse {
namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.size() <= whole.size() &&
                          part.data() + part.size() <= whole.data() + whole.size());
}

void check_messages(std::string_view bytes) {
  must(!sasl::ntlm::read_negotiate(bytes) || !sasl::ntlm::read_authenticate(bytes));
  const auto said = sasl::ntlm::read_authenticate(bytes);
  if (!said) return;
  const std::array parts{said->lm_response, said->nt_response, said->domain,
                         said->user,        said->session_key, said->mic};
  std::size_t total = 0;
  for (const auto part : parts) {
    must(inside(part, bytes));
    total += part.size();
  }
  must(total <= bytes.size());
}

void check_parts(std::string_view bytes) {
  if (const auto text = sasl::ntlm::utf8_from_utf16(bytes))
    must(sasl::ntlm::utf16_from_utf8(*text) == bytes);
  must(sasl::ntlm::upper_case_utf16(bytes).size() == bytes.size() / 2 * 2);
  if (const auto info = sasl::ntlm::read_client_info(bytes))
    must(inside(info->channel_bindings, bytes));
}

// The secret is made of what no password hashes to; the domain takes every form.
sasl::Step answered(sasl::Mechanism& mechanism, sasl::Step step) {
  const auto* question = std::get_if<sasl::Question>(&step);
  if (question == nullptr) return step;
  const auto& wanted = std::get<sasl::FetchSecret>(*question);
  must(!wanted.name.empty() && wanted.name.size() <= sasl::longest_name);
  return mechanism.on_answer(sasl::Found{wanted.name, Secret("16 unknown bytes"), {}, 0, true});
}

void play(std::string_view first, std::string_view second) {
  const sasl::Link link;
  sasl::Ntlm server(link, "\x01\x23\x45\x67\x89\xab\xcd\xef");
  if (!std::holds_alternative<sasl::Challenge>(server.on_response(first))) return;
  const auto step = answered(server, server.on_response(second));
  must(std::holds_alternative<Error>(step));
}

}  // namespace
}  // namespace gatehouse

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view negotiate{"NTLMSSP\0\x01\0\0\0\x07\x82\x08\xa2", 16};
  gatehouse::check_messages(bytes);
  gatehouse::check_parts(bytes);
  gatehouse::play(bytes, bytes);
  gatehouse::play(negotiate, bytes);
  return 0;
}
