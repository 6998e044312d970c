// The three messages of NTLM ([MS-NLMP], section 2.2.1): NEGOTIATE and AUTHENTICATE are read,
// CHALLENGE is written. A message with an offset or a length that leaves it, reaches into its
// header or into another field is malformed, whoever would look at that field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::sasl::ntlm {

// [MS-NLMP], section 2.2.2.5.
namespace flag {
inline constexpr std::uint32_t unicode = 0x00000001;
inline constexpr std::uint32_t oem = 0x00000002;
inline constexpr std::uint32_t request_target = 0x00000004;
inline constexpr std::uint32_t ntlm = 0x00000200;
inline constexpr std::uint32_t anonymous = 0x00000800;
inline constexpr std::uint32_t domain_supplied = 0x00001000;
inline constexpr std::uint32_t workstation_supplied = 0x00002000;
inline constexpr std::uint32_t always_sign = 0x00008000;
inline constexpr std::uint32_t target_is_domain = 0x00010000;
inline constexpr std::uint32_t extended_session = 0x00080000;
inline constexpr std::uint32_t target_info = 0x00800000;
inline constexpr std::uint32_t key_128 = 0x20000000;
inline constexpr std::uint32_t key_exchange = 0x40000000;
inline constexpr std::uint32_t key_56 = 0x80000000;
}  // namespace flag

inline constexpr std::size_t challenge_size = 8;
// Where the message integrity code of an AUTHENTICATE stands, when there is one.
inline constexpr std::size_t mic_at = 72;
inline constexpr std::size_t mic_size = 16;

struct Negotiate {
  std::uint32_t flags;
};
// The names in it are not read: a client that has not logged in says nothing we need.
[[nodiscard]] Result<Negotiate> read_negotiate(std::string_view message);

// Views of the message.
struct Authenticate {
  std::string_view lm_response;
  std::string_view nt_response;
  std::string_view domain;  // as sent: UTF-16 or what the flags say
  std::string_view user;
  std::string_view session_key;  // encrypted; empty: none
  std::uint32_t flags = 0;
  std::string_view mic;  // empty: there is no room for one
};
[[nodiscard]] Result<Authenticate> read_authenticate(std::string_view message);

struct ChallengeParts {
  std::uint32_t flags;
  std::string server_challenge;  // challenge_size bytes
  std::string target_name;       // in the character set of the flags
  std::string target_info;       // see ntlm_target_info.h
};
[[nodiscard]] std::string write_challenge(const ChallengeParts& parts);

}  // namespace gatehouse::sasl::ntlm
