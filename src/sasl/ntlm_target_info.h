// The attribute-value pairs of NTLM ([MS-NLMP], section 2.2.2.1): what a server tells of itself and
// what a client, under the proof of its password, says back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::sasl::ntlm {

inline constexpr std::uint32_t says_mic_present = 0x2;  // in MsvAvFlags

// What of a client's pairs decides something.
struct ClientInfo {
  std::uint32_t flags = 0;            // MsvAvFlags
  std::string_view channel_bindings;  // MsvAvChannelBindings; empty: none, also when it is all zero
};
// malformed: no end, a pair that leaves the list, or one of ours twice or of another size.
[[nodiscard]] Result<ClientInfo> read_client_info(std::string_view pairs);

struct ServerInfo {
  std::string host;    // its first label is the NetBIOS name too
  std::string domain;  // likewise
  Time now{};          // the epoch: unknown, and then clients send no integrity code
};
[[nodiscard]] std::string write_server_info(const ServerInfo& info);

}  // namespace gatehouse::sasl::ntlm
