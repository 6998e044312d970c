#include "sasl/ntlm_proof.h"

#include <algorithm>

#include "base/secret.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/legacy_ciphers.h"
#include "sasl/ntlm_bytes.h"
#include "sasl/ntlm_message.h"
#include "sasl/ntlm_text.h"

namespace gatehouse::sasl::ntlm {
namespace {

constexpr std::size_t des_key_size = 7;
constexpr std::size_t longest_lm_password = 14;

std::string hmac_md5(std::string_view key, std::string_view bytes) {
  return crypto::hmac(crypto::Hash::md5, key, bytes);
}

std::string joined(std::string_view a, std::string_view b) { return std::string(a).append(b); }

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

std::string nt_owf_v2(std::string_view nt_hash, std::string_view user, std::string_view domain) {
  return hmac_md5(nt_hash, upper_case_utf16(user).append(domain));
}

std::string nt_proof_v2(std::string_view owf, std::string_view server_challenge,
                        std::string_view blob) {
  return hmac_md5(owf, joined(server_challenge, blob));
}

std::string lm_response_v2(std::string_view owf, std::string_view server_challenge,
                           std::string_view client_challenge) {
  return hmac_md5(owf, joined(server_challenge, client_challenge)).append(client_challenge);
}

std::string session_base_key_v2(std::string_view owf, std::string_view proof) {
  return hmac_md5(owf, proof);
}

// Section 6, DESL: the hash with five zero bytes makes three keys.
std::string response_v1(std::string_view hash, std::string_view server_challenge) {
  std::string keys;
  keys.reserve(3 * des_key_size);
  const WipeAtEnd wiped(keys);
  keys.append(hash).resize(3 * des_key_size, '\0');
  std::string response;
  for (std::size_t at = 0; at < keys.size(); at += des_key_size)
    response +=
        crypto::des_block(std::string_view(keys).substr(at, des_key_size), server_challenge);
  return response;
}

std::string session_response(std::string_view nt_hash, std::string_view server_challenge,
                             std::string_view client_challenge) {
  const auto both = crypto::digest(crypto::Hash::md5, joined(server_challenge, client_challenge));
  return response_v1(nt_hash, std::string_view(both).substr(0, challenge_size));
}

std::string lm_hash(std::string_view password) {
  if (password.size() > longest_lm_password || !std::ranges::all_of(password, is_ascii)) return {};
  auto keys = upper_case(password);
  const WipeAtEnd wiped(keys);
  keys.resize(longest_lm_password, '\0');
  constexpr std::string_view constant = "KGS!@#$%";
  const std::string_view view = keys;
  return crypto::des_block(view.substr(0, des_key_size), constant) +
         crypto::des_block(view.substr(des_key_size), constant);
}

std::string integrity_code(std::string_view session_key, std::string_view negotiate,
                           std::string_view challenge, std::string authenticate) {
  std::fill_n(authenticate.begin() + mic_at, mic_size, '\0');
  return hmac_md5(session_key, joined(negotiate, challenge).append(authenticate));
}

// Two addresses without type and length, then the data with its length.
std::string channel_bindings(std::string_view tls_server_end_point) {
  const auto data = joined("tls-server-end-point:", tls_server_end_point);
  return crypto::digest(
      crypto::Hash::md5,
      std::string(16, '\0') + bytes_of(static_cast<std::uint32_t>(data.size())) + data);
}

}  // namespace gatehouse::sasl::ntlm
