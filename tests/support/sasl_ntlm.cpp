#include "tests/support/sasl_ntlm.h"

#include <utility>

#include "crypto/digest.h"
#include "crypto/legacy_ciphers.h"

namespace gatehouse::support {
namespace {

constexpr std::string_view signature{"NTLMSSP\0", 8};
constexpr std::string_view client_challenge = "eight by";
constexpr std::size_t header = 88;

std::string md5_hmac(std::string_view key, std::string_view text) {
  return crypto::hmac(crypto::Hash::md5, key, text);
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
unsigned number_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) + 256 * byte_at(bytes, at + 1);
}

std::string content(std::string_view message, std::size_t at) {
  return std::string(message.substr(number_at(message, at + 4), number_at(message, at)));
}

// ASCII and Latin-1, which is all that tests use for names with letters of two cases.
std::string upper_utf16_of(std::string_view utf8) {
  auto wide = utf16_of(utf8);
  for (std::size_t at = 0; at < wide.size(); at += 2) {
    const auto letter = number_at(wide, at);
    const bool small =
        (letter >= 'a' && letter <= 'z') || (letter >= 0xe0 && letter <= 0xfe && letter != 0xf7);
    if (small) wide[at] = static_cast<char>(letter - 32);
  }
  return wide;
}

std::string owf(const NtlmV2& client) {
  return md5_hmac(crypto::md4(utf16_of(client.password)),
                  upper_utf16_of(client.user) + utf16_of(client.domain));
}

class NtlmClient final : public SaslClient {
 public:
  explicit NtlmClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return ntlm_negotiate(); }
  std::optional<std::string> reply(std::string_view challenge) override {
    if (challenge.size() < 56 || !challenge.starts_with(signature)) return std::nullopt;
    const auto pairs =
        facts_.binding_data.empty() ? std::string{} : ntlm_bindings_pair(facts_.binding_data);
    return ntlm_v2_authenticate({.user = facts_.name, .password = facts_.password, .pairs = pairs},
                                ntlm_negotiate(), challenge);
  }
  bool believes(std::string_view last_words) override { return last_words.empty(); }

 private:
  ClientFacts facts_;
};

}  // namespace

std::string little16(unsigned number) {
  return {static_cast<char>(number & 255), static_cast<char>(number >> 8 & 255)};
}
std::string little32(std::uint32_t number) { return little16(number) + little16(number >> 16); }

std::string utf16_of(std::string_view utf8) {
  std::string wide;
  for (std::size_t at = 0; at < utf8.size();) {
    const unsigned lead = byte_at(utf8, at);
    const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (++at; at < utf8.size() && (byte_at(utf8, at) & 0xc0) == 0x80; ++at)
      point = point * 64 + (byte_at(utf8, at) & 0x3f);
    if (point > 0xffff) {
      point -= 0x10000;
      wide += little16(0xd800 + (point >> 10)) + little16(0xdc00 + (point & 0x3ff));
    } else {
      wide += little16(point);
    }
  }
  return wide;
}

std::string ntlm_negotiate(std::uint32_t flags) {
  return std::string(signature) + little32(1) + little32(flags) + std::string(16, '\0');
}

std::string ntlm_authenticate(const NtlmAnswer& answer) {
  std::string fields;
  std::string payload;
  const auto add = [&](const std::string& bytes) {
    const auto size = static_cast<unsigned>(bytes.size());
    const auto offset = static_cast<std::uint32_t>(header + payload.size());
    payload += bytes;
    return little16(size) + little16(size) + little32(offset);
  };
  const auto domain = add(answer.domain);
  const auto user = add(answer.user);
  const auto workstation = add(answer.workstation);
  const auto key = add(answer.session_key);
  const auto lm = add(answer.lm);
  const auto nt = add(answer.nt);
  return std::string(signature) + little32(3) + lm + nt + domain + user + workstation + key +
         little32(answer.flags) + std::string(8 + 16, '\0') + payload;
}

NtlmChallenge read_ntlm_challenge(std::string_view message) {
  return {.flags = number_at(message, 20) + 65536U * number_at(message, 22),
          .server_challenge = std::string(message.substr(24, 8)),
          .target_name = content(message, 12),
          .target_info = content(message, 40)};
}

std::string ntlm_v2_response(const NtlmV2& client, const NtlmChallenge& challenge) {
  const auto flags = client.mic ? little16(6) + little16(4) + little32(2) : std::string{};
  const auto blob = std::string("\x01\x01", 2) + std::string(6 + 8, '\0') +
                    std::string(client_challenge) + little32(0) + flags + client.pairs +
                    challenge.target_info + little32(0);
  return md5_hmac(owf(client), challenge.server_challenge + blob) + blob;
}

std::string ntlm_v2_authenticate(const NtlmV2& client, std::string_view negotiate,
                                 std::string_view challenge) {
  const auto nt = ntlm_v2_response(client, read_ntlm_challenge(challenge));
  auto key = md5_hmac(owf(client), nt.substr(0, 16));
  NtlmAnswer answer{.nt = nt, .domain = utf16_of(client.domain), .user = utf16_of(client.user)};
  if (!client.session_key.empty()) {
    answer.session_key = crypto::rc4(key, client.session_key);
    answer.flags |= 0x40000000;
    key = client.session_key;
  }
  auto message = ntlm_authenticate(answer);
  if (client.mic)
    message.replace(72, 16,
                    md5_hmac(key, std::string(negotiate).append(challenge).append(message)));
  return message;
}

std::string ntlm_bindings_pair(std::string_view tls_server_end_point) {
  const auto data = "tls-server-end-point:" + std::string(tls_server_end_point);
  const auto name =
      std::string(16, '\0') + little32(static_cast<std::uint32_t>(data.size())) + data;
  return little16(10) + little16(16) + crypto::digest(crypto::Hash::md5, name);
}

std::unique_ptr<SaslClient> ntlm_client(ClientFacts facts) {
  return std::make_unique<NtlmClient>(std::move(facts));
}

}  // namespace gatehouse::support
