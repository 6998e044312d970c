// The messages an NTLM client writes, from [MS-NLMP] and without a look at src/sasl. Any field may
// be set to anything, for tests of what a server must refuse.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/sasl_client.h"

namespace gatehouse::support {

[[nodiscard]] std::string utf16_of(std::string_view utf8);
[[nodiscard]] std::string little16(unsigned number);
[[nodiscard]] std::string little32(std::uint32_t number);

inline constexpr std::uint32_t ntlm_flags = 0xa2088205;  // what Windows asks for, without OEM

[[nodiscard]] std::string ntlm_negotiate(std::uint32_t flags = ntlm_flags);

struct NtlmAnswer {
  std::string lm{};
  std::string nt{};
  std::string domain{};
  std::string user{};
  std::string workstation{};
  std::string session_key{};
  std::uint32_t flags = ntlm_flags;
};
// With room for an integrity code, all zero; the responses come last.
[[nodiscard]] std::string ntlm_authenticate(const NtlmAnswer& answer);

// What a client reads in a CHALLENGE.
struct NtlmChallenge {
  std::uint32_t flags = 0;
  std::string server_challenge;
  std::string target_name;
  std::string target_info;
};
[[nodiscard]] NtlmChallenge read_ntlm_challenge(std::string_view message);

// Everything that enters an NTLMv2 response; names in UTF-8.
struct NtlmV2 {
  std::string user;
  std::string domain{};
  std::string password;
  std::string pairs{};  // the client's own, in front of the server's
  bool mic = true;
  std::string session_key{};  // not empty: sent under RC4 and used for the code
};
[[nodiscard]] std::string ntlm_v2_response(const NtlmV2& client, const NtlmChallenge& challenge);
// The whole message with its integrity code.
[[nodiscard]] std::string ntlm_v2_authenticate(const NtlmV2& client, std::string_view negotiate,
                                               std::string_view challenge);

// RFC 5929, section 4, as the pair of the target information.
[[nodiscard]] std::string ntlm_bindings_pair(std::string_view tls_server_end_point);

[[nodiscard]] std::unique_ptr<SaslClient> ntlm_client(ClientFacts facts);

}  // namespace gatehouse::support
