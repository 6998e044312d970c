// The computations of NTLM ([MS-NLMP], section 3.3 and 3.4): what a client that knows the password
// sends, and the keys that follow. Plain functions over bytes; names are UTF-16.
//
// An NT hash is MD4 of the password and as good as the password: whoever calls these wipes it.
// A result is empty when OpenSSL's legacy provider is not installed.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::sasl::ntlm {

inline constexpr std::size_t hash_size = 16;
inline constexpr std::size_t old_response_size = 24;  // of NTLMv1, LM, LMv2 and the session form

// --- NTLMv2, section 3.3.2

[[nodiscard]] std::string nt_owf_v2(std::string_view nt_hash, std::string_view user,
                                    std::string_view domain);
// The first 16 bytes of the response; `blob` is all the rest of it.
[[nodiscard]] std::string nt_proof_v2(std::string_view owf, std::string_view server_challenge,
                                      std::string_view blob);
[[nodiscard]] std::string lm_response_v2(std::string_view owf, std::string_view server_challenge,
                                         std::string_view client_challenge);
[[nodiscard]] std::string session_base_key_v2(std::string_view owf, std::string_view proof);

// --- NTLMv1, section 3.3.1

[[nodiscard]] std::string response_v1(std::string_view hash, std::string_view server_challenge);
// "NTLM2 session response": NTLMv1 with extended session security.
[[nodiscard]] std::string session_response(std::string_view nt_hash,
                                           std::string_view server_challenge,
                                           std::string_view client_challenge);
// LM takes 14 characters of ASCII in upper case; empty: the password has others or more.
[[nodiscard]] std::string lm_hash(std::string_view password);

// --- what binds an exchange together

// Section 3.1.5.1.2; `authenticate` with its own code still in place.
[[nodiscard]] std::string integrity_code(std::string_view session_key, std::string_view negotiate,
                                         std::string_view challenge, std::string authenticate);
// What a client calls a TLS link by: its name of RFC 5929, section 4, as GSS-API packs it.
[[nodiscard]] std::string channel_bindings(std::string_view tls_server_end_point);

}  // namespace gatehouse::sasl::ntlm
