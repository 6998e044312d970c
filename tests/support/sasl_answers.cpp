#include "tests/support/sasl_answers.h"

#include <utility>

#include "crypto/digest.h"
#include "tests/support/sasl_client.h"
#include "tests/support/sasl_gssapi.h"
#include "tests/support/sasl_ntlm.h"

namespace gatehouse::support {
namespace {

using crypto::Hash;
using sasl::SecretForm;

std::string scram_keys(Hash hash, const KnownAccount& account, std::string_view password) {
  const auto salted = pbkdf2(hash, password, account.salt, account.iterations);
  return digest(hash, hmac(hash, salted, "Client Key")) + hmac(hash, salted, "Server Key");
}

std::string secret_bytes(const sasl::FetchSecret& wanted, const KnownAccount& account,
                         const std::string& password) {
  const auto narrow = [](const std::string& text) { return as_latin1(text).value_or(text); };
  switch (wanted.form) {
    case SecretForm::clear_text:
      return password;
    case SecretForm::cram_md5:
      return crypto::hmac_md5_states(password);
    case SecretForm::digest_md5:
      return digest(Hash::md5, narrow(wanted.user.empty() ? wanted.name : wanted.user) + ":" +
                                   narrow(wanted.realm) + ":" + narrow(password));
    case SecretForm::scram_sha1:
      return scram_keys(Hash::sha1, account, password);
    case SecretForm::scram_sha256:
      return scram_keys(Hash::sha256, account, password);
    case SecretForm::scram_sha512:
      return scram_keys(Hash::sha512, account, password);
    case SecretForm::nt:
      return crypto::md4(utf16_of(password));
  }
  return {};
}

sasl::Answer answer_in_context(const sasl::Question& question, const KnownAccount& account) {
  const ToyContext context(account.name, account.password);
  const Error wrong{ErrorCode::wrong_password, "no"};
  if (const auto* accept = std::get_if<sasl::AcceptToken>(&question)) {
    if (accept->token != context.token(Side::client)) return wrong;
    return sasl::Accepted{context.token(Side::server), true, account.name};
  }
  if (const auto* wrap = std::get_if<sasl::Wrap>(&question))
    return sasl::Processed{context.wrapped(Side::server, wrap->bytes)};
  if (const auto* unwrap = std::get_if<sasl::Unwrap>(&question)) {
    const auto bytes = context.unwrapped(Side::client, unwrap->bytes);
    return bytes ? sasl::Answer(sasl::Processed{*bytes}) : sasl::Answer(wrong);
  }
  if (const auto* make = std::get_if<sasl::MakeMic>(&question))
    return sasl::Processed{context.mic(Side::server, make->bytes)};
  if (const auto* check = std::get_if<sasl::CheckMic>(&question))
    if (check->mic == context.mic(Side::client, check->bytes)) return sasl::Processed{};
  return wrong;
}

}  // namespace

sasl::Answer KnownAccount::answer(sasl::Question question) const {
  if (const auto* verify = std::get_if<sasl::VerifyPassword>(&question)) {
    if (verify->name == name && verify->password.reveal() == password) return sasl::Verified{name};
    return Error{ErrorCode::wrong_password, "no"};
  }
  if (const auto* fetch = std::get_if<sasl::FetchSecret>(&question)) {
    const auto& held = fetch->name == name ? password : "nobody knows this one";
    return sasl::Found{fetch->name, Secret(secret_bytes(*fetch, *this, held)), salt, iterations,
                       weak_ntlm};
  }
  if (const auto* verify = std::get_if<sasl::VerifyResponse>(&question)) {
    if (known_elsewhere && verify->name == name) return sasl::Verified{name};
    return Error{ErrorCode::wrong_password, "no"};
  }
  if (const auto* owns = std::get_if<sasl::OwnsSession>(&question)) {
    if (owns->name == name && owns->id.reveal() == session_id_of(password))
      return sasl::Verified{name};
    return Error{ErrorCode::wrong_password, "no"};
  }
  if (std::holds_alternative<sasl::NameExternal>(question)) return sasl::Named{name};
  return answer_in_context(question, *this);
}

sasl::Step settled(sasl::Mechanism& mechanism, sasl::Step step, const KnownAccount& account) {
  while (auto* question = std::get_if<sasl::Question>(&step))
    step = mechanism.on_answer(account.answer(std::move(*question)));
  return step;
}

}  // namespace gatehouse::support
