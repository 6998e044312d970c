#include "sasl/ntlm_proof.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/legacy_ciphers.h"
#include "sasl/ntlm_text.h"
#include "tests/vectors/ntlm_vectors.h"

namespace gatehouse::sasl::ntlm {
namespace {

namespace example = vectors::ntlm;

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }
std::string wide(std::string_view text) { return utf16_from_utf8(text); }

const std::string server = bytes(example::server_challenge);
const std::string client = bytes(example::client_challenge);
const std::string nt_hash = bytes(example::nt_hash);

std::string owf() { return nt_owf_v2(nt_hash, wide(example::user), wide(example::domain)); }

TEST(NtlmProofs, StartFromTheHashesOfTheExample) {
  EXPECT_EQ(to_hex(crypto::md4(wide(example::password))), example::nt_hash);
  EXPECT_EQ(to_hex(lm_hash(example::password)), example::v1::lm_hash);
  EXPECT_EQ(to_hex(crypto::md4(nt_hash)), example::v1::session_base_key);
}

TEST(NtlmProofs, OfVersionOneAreThoseOfTheExample) {
  EXPECT_EQ(to_hex(response_v1(nt_hash, server)), example::v1::nt_response);
  EXPECT_EQ(to_hex(response_v1(lm_hash(example::password), server)), example::v1::lm_response);
  EXPECT_EQ(to_hex(session_response(nt_hash, server, client)), example::session::nt_response);
}

TEST(NtlmProofs, OfVersionTwoAreThoseOfTheExample) {
  EXPECT_EQ(to_hex(owf()), example::v2::owf);
  EXPECT_EQ(to_hex(nt_proof_v2(owf(), server, bytes(example::v2::blob))), example::v2::proof);
  EXPECT_EQ(to_hex(lm_response_v2(owf(), server, client)), example::v2::lm_response);
  EXPECT_EQ(to_hex(session_base_key_v2(owf(), bytes(example::v2::proof))),
            example::v2::session_base_key);
}

TEST(NtlmKeyExchange, IsThatOfTheExample) {
  const auto exported = bytes(example::random_session_key);
  EXPECT_EQ(to_hex(crypto::rc4(bytes(example::v1::session_base_key), exported)),
            example::v1::encrypted_session_key);
  EXPECT_EQ(
      crypto::rc4(bytes(example::v2::session_base_key), bytes(example::v2::encrypted_session_key)),
      exported);
}

TEST(NtlmProofs, TakeTheUserInUpperCaseAndTheDomainAsItIs) {
  const auto one = nt_owf_v2(nt_hash, wide("jürgen"), wide("Domain"));
  EXPECT_EQ(one, nt_owf_v2(nt_hash, wide("JÜRGEN"), wide("Domain")));
  EXPECT_NE(one, nt_owf_v2(nt_hash, wide("jürgen"), wide("DOMAIN")));
}

TEST(NtlmLmHash, IsOfShortAsciiPasswordsOnly) {
  EXPECT_EQ(to_hex(lm_hash("")), "aad3b435b51404eeaad3b435b51404ee");
  EXPECT_EQ(lm_hash("password"), lm_hash("PASSWORD"));
  EXPECT_EQ(lm_hash("fourteen chars").size(), hash_size);
  EXPECT_EQ(lm_hash("fifteen letters"), "");
  EXPECT_EQ(lm_hash("pässwörd"), "");
}

TEST(NtlmIntegrity, CoversEveryByteButItsOwn) {
  const std::string key(hash_size, 'k');
  const std::string message(100, 'm');
  const auto code = integrity_code(key, "negotiate", "challenge", message);
  for (std::size_t at = 0; at < message.size(); ++at) {
    auto changed = message;
    changed[at] = 'x';
    EXPECT_EQ(integrity_code(key, "negotiate", "challenge", changed) == code, at >= 72 && at < 88)
        << at;
  }
  EXPECT_NE(integrity_code(key, "Negotiate", "challenge", message), code);
  EXPECT_NE(integrity_code(key, "negotiate", "Challenge", message), code);
}

// RFC 4121, section 4.1.1.2 has the same structure: 4 + 4 + 4 + 4 bytes, the length, the data.
TEST(NtlmChannelBindings, AreTheDigestOfTheGssStructure) {
  EXPECT_EQ(channel_bindings("abc"),
            crypto::digest(crypto::Hash::md5, std::string(16, '\0') + std::string("\x18\0\0\0", 4) +
                                                  "tls-server-end-point:abc"));
}

TEST(NtlmText, GoesThereAndBack) {
  for (const std::string text : {"", "joe", "jürgen", "用户", "😀 and ₿", "\U0010ffff"})
    EXPECT_EQ(utf8_from_utf16(utf16_from_utf8(text)), text);
  EXPECT_EQ(to_hex(utf16_from_utf8("a€😀")), "6100ac203dd800de");
}

TEST(NtlmText, RefusesHalves) {
  for (const auto* hex : {"61", "610061", "3dd8", "00de", "3dd86100", "00de3dd8", "3dd83dd8"})
    EXPECT_EQ(utf8_from_utf16(bytes(hex)), std::nullopt) << hex;
}

TEST(NtlmText, BecomesUpperCaseOneLetterForOne) {
  EXPECT_EQ(upper_case_utf16(wide("joe ÿ straße 用 ж😀")), wide("JOE Ÿ STRAßE 用 Ж😀"));
}

}  // namespace
}  // namespace gatehouse::sasl::ntlm
