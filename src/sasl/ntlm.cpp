#include "sasl/ntlm.h"

#include <array>

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "crypto/legacy_ciphers.h"
#include "sasl/answers.h"
#include "sasl/names.h"
#include "sasl/ntlm_proof.h"
#include "sasl/ntlm_target_info.h"
#include "sasl/ntlm_text.h"

namespace gatehouse::sasl {
namespace {

namespace flag = ntlm::flag;

// Section 2.2.2.7: what stands in an NTLMv2 response between the proof and the pairs.
constexpr std::size_t blob_header = 28;

// What we do as the client asks. Nothing is signed or sealed after the login, so neither is
// granted, nor a key exchange for it.
constexpr std::uint32_t as_asked = flag::unicode | flag::oem | flag::request_target |
                                   flag::always_sign | flag::extended_session | flag::key_128 |
                                   flag::key_56;

Error malformed(std::string detail) { return {ErrorCode::malformed, "NTLM: " + std::move(detail)}; }

bool has(std::uint32_t flags, std::uint32_t one) { return (flags & one) != 0; }

std::uint32_t granted(std::uint32_t asked) {
  auto flags = (asked & as_asked) | flag::ntlm | flag::target_info;
  if (has(flags, flag::unicode)) flags &= ~flag::oem;
  if (has(flags, flag::request_target)) flags |= flag::target_is_domain;
  return flags;
}

// "OEM" is whatever code page the client's machine had: UTF-8 where it can be that.
std::optional<std::string> decoded(std::string_view text, bool unicode) {
  if (unicode) return ntlm::utf8_from_utf16(text);
  return is_utf8(text) ? std::string(text) : utf8_from_latin1(text);
}

// Only a domain of mail has a dot: what a machine or an old network is called says nothing here.
std::string login_name(const std::string& user, const std::string& domain) {
  const bool of_mail = domain.find('.') != domain.npos && user.find('@') == user.npos;
  return of_mail ? user + "@" + domain : user;
}

}  // namespace

Ntlm::Ntlm(const Link& link, std::string server_challenge)
    : host_(link.host),
      realm_(link.realm),
      channel_bindings_(link.tls_server_end_point.empty()
                            ? std::string{}
                            : ntlm::channel_bindings(link.tls_server_end_point)),
      now_(link.now),
      server_challenge_(std::move(server_challenge)) {}

Step Ntlm::on_response(std::string_view response) {
  if (response.size() > longest_response) return malformed("message too long");
  return negotiate_.empty() ? on_negotiate(response) : on_authenticate(response);
}

Step Ntlm::on_negotiate(std::string_view message) {
  const auto negotiate = ntlm::read_negotiate(message);
  if (!negotiate) return negotiate.error();
  negotiate_ = message;
  const auto flags = granted(negotiate->flags);
  const auto target = has(flags, flag::request_target) ? realm_ : std::string{};
  challenge_ = ntlm::write_challenge(
      {.flags = flags,
       .server_challenge = server_challenge_,
       .target_name = has(flags, flag::unicode) ? ntlm::utf16_from_utf8(target) : target,
       .target_info = ntlm::write_server_info({.host = host_, .domain = realm_, .now = now_})});
  return Challenge{challenge_};
}

Step Ntlm::on_authenticate(std::string_view message) {
  if (!authenticate_.empty()) return malformed("words after the end");
  authenticate_ = message;
  const auto said = ntlm::read_authenticate(authenticate_);
  if (!said) return said.error();
  said_ = *said;
  const auto form = form_of(said_);
  if (!form) return form.error();
  form_ = *form;
  if (form_ == Form::ntlm_v2)
    if (auto read = read_blob(said_.nt_response); !read) return read.error();
  auto name = read_names();
  if (!name) return std::move(name.error());
  return FetchSecret{
      std::move(*name), form_ == Form::lm ? SecretForm::clear_text : SecretForm::nt, {}};
}

// Section 3.2.5.1.2. An anonymous client sends nothing, or one zero byte.
Result<Ntlm::Form> Ntlm::form_of(const ntlm::Authenticate& said) {
  const auto nt = said.nt_response.size();
  const auto lm = said.lm_response.size();
  const bool session = has(said.flags, flag::extended_session);
  if (has(said.flags, flag::anonymous) || said.user.empty() || (nt == 0 && lm <= 1))
    return fail(ErrorCode::not_allowed, "NTLM: anonymous");
  if (nt > ntlm::old_response_size) return Form::ntlm_v2;
  if (nt == 0 && lm == ntlm::old_response_size) return Form::lm;
  if (nt != ntlm::old_response_size || (session && lm != ntlm::old_response_size))
    return std::unexpected(malformed("responses of unknown lengths"));
  return session ? Form::session : Form::ntlm_v1;
}

Result<void> Ntlm::read_blob(std::string_view nt_response) {
  const auto blob = nt_response.substr(ntlm::hash_size);
  if (blob.size() < blob_header || !blob.starts_with("\x01\x01"))
    return std::unexpected(malformed("an NTLMv2 response of another version"));
  const auto info = ntlm::read_client_info(blob.substr(blob_header));
  if (!info) return std::unexpected(info.error());
  info_flags_ = info->flags;
  client_bindings_ = info->channel_bindings;
  return {};
}

Result<std::string> Ntlm::read_names() {
  const bool unicode = has(said_.flags, flag::unicode);
  const auto user = decoded(said_.user, unicode);
  const auto domain = decoded(said_.domain, unicode);
  if (!user || !domain) return std::unexpected(malformed("a name that is not UTF-16"));
  auto name = login_name(*user, *domain);
  if (!acceptable_name(name)) return std::unexpected(malformed("unusable name"));
  user_ = ntlm::utf16_from_utf8(*user);
  domain_ = ntlm::utf16_from_utf8(*domain);
  return name;
}

Step Ntlm::on_answer(Answer answer) {
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  if (found->account.empty() || (form_ != Form::lm && found->secret.size() != ntlm::hash_size))
    return Error{ErrorCode::unavailable, "NTLM: a secret of another form"};
  return form_ == Form::ntlm_v2 ? judge_v2(std::move(*found)) : judge_weak(std::move(*found));
}

Step Ntlm::judge_v2(Found found) const {
  auto key = session_key(found.secret.reveal());
  const WipeAtEnd wiped(key);
  const bool whole = intact(key);
  if (key.empty()) return Error{ErrorCode::wrong_password, "NTLM: proof mismatch"};
  if (!whole) return Error{ErrorCode::not_allowed, "NTLM: a message was changed on its way"};
  if (!bound_here()) return Error{ErrorCode::not_allowed, "NTLM: channel binding of another link"};
  return Grant{std::move(found.account), {}, {}};
}

// Some clients hash the domain in upper case, or none at all, whatever they send.
std::string Ntlm::session_key(std::string_view nt_hash) const {
  const auto proof = said_.nt_response.substr(0, ntlm::hash_size);
  const auto blob = said_.nt_response.substr(ntlm::hash_size);
  std::string key;
  for (const auto& domain : {domain_, ntlm::upper_case_utf16(domain_), std::string{}}) {
    auto owf = ntlm::nt_owf_v2(nt_hash, user_, domain);
    const WipeAtEnd wiped(owf);
    const auto expected = ntlm::nt_proof_v2(owf, server_challenge_, blob);
    if (crypto::equal_in_constant_time(expected, proof))
      key = ntlm::session_base_key_v2(owf, proof);
  }
  return key;
}

// Section 3.2.5.1.2: that there is a code is said under the proof, so nobody can take it away.
bool Ntlm::intact(std::string_view session_key) const {
  if (!has(info_flags_, ntlm::says_mic_present)) return true;
  const bool exchanged =
      has(said_.flags, flag::key_exchange) && said_.session_key.size() == ntlm::hash_size;
  auto key = exchanged ? crypto::rc4(session_key, said_.session_key) : std::string(session_key);
  const WipeAtEnd wiped(key);
  const auto expected = ntlm::integrity_code(key, negotiate_, challenge_, authenticate_);
  return crypto::equal_in_constant_time(expected, said_.mic);
}

bool Ntlm::bound_here() const {
  return client_bindings_.empty() ||
         crypto::equal_in_constant_time(client_bindings_, channel_bindings_);
}

Step Ntlm::judge_weak(Found found) const {
  const bool right = weak_proof_is_right(found.secret.reveal());
  if (!found.weak_ntlm)
    return Error{ErrorCode::not_allowed, "NTLM: the domain does not permit NTLMv1 and LM"};
  if (!right) return Error{ErrorCode::wrong_password, "NTLM: proof mismatch"};
  return Grant{std::move(found.account), {}, {}};
}

bool Ntlm::weak_proof_is_right(std::string_view secret) const {
  if (form_ == Form::lm) return lm_proof_is_right(secret);
  const auto client_challenge = said_.lm_response.substr(0, ntlm::challenge_size);
  const auto expected = form_ == Form::session
                            ? ntlm::session_response(secret, server_challenge_, client_challenge)
                            : ntlm::response_v1(secret, server_challenge_);
  return crypto::equal_in_constant_time(expected, said_.nt_response);
}

// Either LM or LMv2: nothing in the message tells which.
bool Ntlm::lm_proof_is_right(std::string_view password) const {
  if (!is_utf8(password)) return false;
  auto wide = ntlm::utf16_from_utf8(password);
  const WipeAtEnd wiped_wide(wide);
  auto nt_hash = crypto::md4(wide);
  const WipeAtEnd wiped_hash(nt_hash);
  auto owf = ntlm::nt_owf_v2(nt_hash, user_, domain_);
  const WipeAtEnd wiped_owf(owf);
  auto lm_hash = ntlm::lm_hash(password);
  const WipeAtEnd wiped_lm(lm_hash);
  const auto client_challenge = said_.lm_response.substr(ntlm::hash_size);
  const bool by_v2 = crypto::equal_in_constant_time(
      ntlm::lm_response_v2(owf, server_challenge_, client_challenge), said_.lm_response);
  const bool by_lm =
      !lm_hash.empty() && crypto::equal_in_constant_time(
                              ntlm::response_v1(lm_hash, server_challenge_), said_.lm_response);
  return by_v2 || by_lm;
}

std::unique_ptr<Mechanism> make_ntlm(const Link& link, crypto::Entropy& entropy) {
  return std::make_unique<Ntlm>(link, entropy.bytes(ntlm::challenge_size));
}

}  // namespace gatehouse::sasl
