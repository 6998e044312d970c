#include "sasl/scram.h"

#include <algorithm>

#include "base/base64.h"
#include "crypto/compare.h"
#include "sasl/answers.h"
#include "sasl/challenge.h"
#include "sasl/names.h"
#include "sasl/scram_grammar.h"

namespace gatehouse::sasl {
namespace {

Error malformed(std::string detail) {
  return {ErrorCode::malformed, "SCRAM: " + std::move(detail)};
}

template <crypto::Hash hash, SecretForm form, bool plus>
std::unique_ptr<Mechanism> make(const Link& link, crypto::Entropy& entropy) {
  auto nonce = crypto::random_word(entropy, nonce_size);
  return std::make_unique<Scram>(Scram::Kind{hash, form, plus}, link, std::move(nonce));
}

}  // namespace

Scram::Scram(Kind kind, const Link& link, std::string server_nonce)
    : kind_(kind),
      service_(link.service),
      tls_exporter_(link.tls_exporter),
      tls_unique_(link.tls_unique),
      tls_server_end_point_(link.tls_server_end_point),
      plus_offered_(link.plus_offered),
      nonce_(std::move(server_nonce)) {}

Step Scram::on_response(std::string_view response) {
  if (response.size() > longest_response) return malformed("message too long");
  return server_first_.empty() ? on_first(response) : on_final(response);
}

// RFC 5802, section 7: gs2-cbind-flag "," [ authzid ] "," client-first-message-bare
Step Scram::on_first(std::string_view response) {
  const auto first_comma = response.find(',');
  const auto second_comma = response.find(',', first_comma + 1);
  if (first_comma == response.npos || second_comma == response.npos || response.ends_with(','))
    return malformed("no header");
  const auto flag = response.substr(0, first_comma);
  auto acting_as = response.substr(first_comma + 1, second_comma - first_comma - 1);
  if (!acting_as.empty()) {
    const auto value = take_attribute(acting_as, 'a');
    const auto name = value ? decoded_name(*value) : std::nullopt;
    if (!name || !acceptable_name(*name)) return malformed("unusable authorization name");
    acting_as_ = *name;
  }
  if (auto read = read_first(response.substr(second_comma + 1)); !read) return read.error();
  if (auto bound = bind(response.substr(0, second_comma + 1), flag); !bound) return bound.error();
  return FetchSecret{name_, kind_.form, {}};
}

Result<void> Scram::read_first(std::string_view bare) {
  client_first_bare_ = bare;
  // RFC 5802, section 5.1: an extension that must be understood and is not ends the exchange.
  if (bare.starts_with("m=")) return std::unexpected(malformed("unknown mandatory extension"));
  const auto name = take_attribute(bare, 'n');
  const auto decoded = name ? decoded_name(*name) : std::nullopt;
  if (!decoded || !acceptable_name(*decoded)) return std::unexpected(malformed("unusable name"));
  const auto nonce = take_attribute(bare, 'r');
  if (!nonce || !is_nonce(*nonce)) return std::unexpected(malformed("no nonce"));
  if (!only_extensions(bare)) return std::unexpected(malformed("attributes out of order"));
  name_ = *decoded;
  nonce_.insert(0, *nonce);
  return {};
}

// RFC 5802, section 6.
Result<void> Scram::bind(std::string_view gs2_header, std::string_view flag) {
  bindings_ = {std::string(gs2_header)};
  const bool binds = flag.starts_with("p=");
  if (!binds && flag != "n" && flag != "y")
    return std::unexpected(malformed("unknown channel binding flag"));
  // OpenLDAP's clients call the -PLUS form by the name of the other when they bind.
  const bool as_openldap = flag == "p=ldap" && service_ == "ldap";
  if (binds != kind_.plus && !as_openldap)
    return std::unexpected(malformed("channel binding does not fit the mechanism"));
  if (flag == "y" && plus_offered_)
    return fail(ErrorCode::not_allowed,
                "SCRAM: downgrade suspected, the client did not see the -PLUS we offered");
  if (!binds) return {};
  auto data = bindings_named(flag.substr(2));
  if (!data) return std::unexpected(data.error());
  for (auto& each : *data) each.insert(0, gs2_header);
  bindings_ = std::move(*data);
  return {};
}

Result<std::vector<std::string>> Scram::bindings_named(std::string_view name) const {
  std::vector<std::string> data;
  const auto take = [&](std::string_view prefix, const std::string& bytes) {
    if (!bytes.empty()) data.push_back(std::string(prefix) + bytes);
  };
  if (name == "tls-exporter") take({}, tls_exporter_);
  if (name == "tls-unique") take({}, tls_unique_);
  if (name == "tls-server-end-point") take({}, tls_server_end_point_);
  // OpenLDAP's clients give every binding this name, and begin its data with the kind.
  if (name == "ldap" && service_ == "ldap") {
    take("tls-unique:", tls_unique_);
    take("tls-server-end-point:", tls_server_end_point_);
  }
  if (data.empty())
    return fail(ErrorCode::not_allowed, "SCRAM: this link has no such channel binding");
  return data;
}

Step Scram::on_answer(Answer answer) {
  auto found = expect<Found>(std::move(answer));
  if (!found) return std::move(found.error());
  if (found->secret.size() != 2 * crypto::size_of(kind_.hash) || found->salt.empty() ||
      found->iterations == 0)
    return Error{ErrorCode::unavailable, "SCRAM: a secret of another form"};
  account_ = std::move(found->account);
  keys_ = std::move(found->secret);
  server_first_ =
      "r=" + nonce_ + ",s=" + to_base64(found->salt) + ",i=" + std::to_string(found->iterations);
  return Challenge{server_first_};
}

// RFC 5802, section 7: channel-binding "," nonce [ "," extensions ] "," proof
Step Scram::on_final(std::string_view response) {
  const auto proof_at = response.rfind(",p=");
  if (proof_at == response.npos) return malformed("no proof");
  const auto without_proof = response.substr(0, proof_at);
  const auto proof = from_base64(response.substr(proof_at + 3));
  auto rest = without_proof;
  const auto binding = take_attribute(rest, 'c');
  const auto nonce = take_attribute(rest, 'r');
  if (!binding || !nonce || !proof || !only_extensions(rest) || without_proof.ends_with(','))
    return malformed("attributes out of order");
  if (*nonce != nonce_) return malformed("another nonce");
  const auto bound = from_base64(*binding);
  if (!bound) return malformed("channel binding is not base64");
  const auto same = [&](const std::string& each) {
    return crypto::equal_in_constant_time(*bound, each);
  };
  if (std::ranges::none_of(bindings_, same))
    return Error{ErrorCode::not_allowed, "SCRAM: channel binding of another link"};
  const auto auth_message =
      client_first_bare_ + "," + server_first_ + "," + std::string(without_proof);
  if (!proven(*proof, auth_message) || account_.empty())
    return Error{ErrorCode::wrong_password, "SCRAM: proof mismatch"};
  const auto server_key = keys_.reveal().substr(crypto::size_of(kind_.hash));
  const auto signature = crypto::hmac(kind_.hash, server_key, auth_message);
  return Grant{std::move(account_), std::move(acting_as_), "v=" + to_base64(signature)};
}

// RFC 5802, section 3: the proof hides ClientKey, whose hash is StoredKey.
bool Scram::proven(std::string_view proof, std::string_view auth_message) const {
  const auto stored_key = keys_.reveal().substr(0, crypto::size_of(kind_.hash));
  auto client_key = crypto::hmac(kind_.hash, stored_key, auth_message);
  const WipeAtEnd wiped(client_key);
  if (proof.size() != client_key.size()) return false;
  for (std::size_t i = 0; i < proof.size(); ++i)
    client_key[i] = static_cast<char>(client_key[i] ^ proof[i]);
  return crypto::equal_in_constant_time(crypto::digest(kind_.hash, client_key), stored_key);
}

std::unique_ptr<Mechanism> make_scram_sha1(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha1, SecretForm::scram_sha1, false>(link, entropy);
}
std::unique_ptr<Mechanism> make_scram_sha1_plus(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha1, SecretForm::scram_sha1, true>(link, entropy);
}
std::unique_ptr<Mechanism> make_scram_sha256(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha256, SecretForm::scram_sha256, false>(link, entropy);
}
std::unique_ptr<Mechanism> make_scram_sha256_plus(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha256, SecretForm::scram_sha256, true>(link, entropy);
}
std::unique_ptr<Mechanism> make_scram_sha512(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha512, SecretForm::scram_sha512, false>(link, entropy);
}
std::unique_ptr<Mechanism> make_scram_sha512_plus(const Link& link, crypto::Entropy& entropy) {
  return make<crypto::Hash::sha512, SecretForm::scram_sha512, true>(link, entropy);
}

}  // namespace gatehouse::sasl
