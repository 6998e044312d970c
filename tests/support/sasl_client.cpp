#include "tests/support/sasl_client.h"

#include <array>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "tests/support/sasl_gssapi.h"
#include "tests/support/sasl_ntlm.h"

namespace gatehouse::support {
namespace {

using crypto::Hash;

class OneMessage : public SaslClient {
 public:
  std::optional<std::string> reply(std::string_view challenge) override {
    return challenge.empty() ? first() : std::nullopt;
  }
  bool believes(std::string_view last_words) override { return last_words.empty(); }
};

class PlainClient final : public OneMessage {
 public:
  explicit PlainClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override {
    return facts_.acting_as + '\0' + facts_.name + '\0' + facts_.password;
  }

 private:
  ClientFacts facts_;
};

// The ID is told from the password, so that every test of passwords has one to tell.
class SessionIdClient final : public OneMessage {
 public:
  explicit SessionIdClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override {
    return facts_.name + " " + session_id_of(facts_.password);
  }

 private:
  ClientFacts facts_;
};

class ExternalClient final : public OneMessage {
 public:
  explicit ExternalClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return facts_.acting_as; }

 private:
  ClientFacts facts_;
};

class ApopClient final : public OneMessage {
 public:
  explicit ApopClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override {
    return facts_.name + " " + to_hex(digest(Hash::md5, facts_.challenge + facts_.password));
  }

 private:
  ClientFacts facts_;
};

class LoginClient final : public SaslClient {
 public:
  explicit LoginClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return std::nullopt; }
  std::optional<std::string> reply(std::string_view challenge) override {
    if (challenge == "Username:") return facts_.name;
    if (challenge == "Password:") return facts_.password;
    return std::nullopt;
  }
  bool believes(std::string_view last_words) override { return last_words.empty(); }

 private:
  ClientFacts facts_;
};

class CramClient final : public SaslClient {
 public:
  explicit CramClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return std::nullopt; }
  std::optional<std::string> reply(std::string_view challenge) override {
    return facts_.name + " " + to_hex(hmac(Hash::md5, facts_.password, challenge));
  }
  bool believes(std::string_view last_words) override { return last_words.empty(); }

 private:
  ClientFacts facts_;
};

// Of requests that stand alone: the challenge comes back with its answer.
class RequestCramClient final : public SaslClient {
 public:
  explicit RequestCramClient(ClientFacts facts) : inner_(std::move(facts)) {}
  std::optional<std::string> first() override { return std::string(); }
  std::optional<std::string> reply(std::string_view challenge) override {
    return std::string(challenge) + " " + inner_.reply(challenge).value_or("");
  }
  bool believes(std::string_view last_words) override { return last_words.empty(); }

 private:
  CramClient inner_;
};

class DigestClient final : public SaslClient {
 public:
  explicit DigestClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return std::nullopt; }
  std::optional<std::string> reply(std::string_view challenge) override;
  bool believes(std::string_view last_words) override { return proven_ && last_words.empty(); }

 private:
  [[nodiscard]] std::string computed(std::string_view method) const;
  std::string answer_to(std::string_view challenge);

  ClientFacts facts_;
  std::string realm_;
  std::string nonce_;
  bool asked_ = false;
  bool proven_ = false;
};

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == text.npos) return {};
  const auto rest = text.substr(start + before.size());
  return std::string(rest.substr(0, rest.find(after)));
}

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\\' || c == '"') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::optional<std::string> DigestClient::reply(std::string_view challenge) {
  if (!std::exchange(asked_, true)) return answer_to(challenge);
  proven_ = challenge == "rspauth=" + computed("");
  return proven_ ? std::optional(std::string{}) : std::nullopt;
}

std::string DigestClient::answer_to(std::string_view challenge) {
  realm_ = between(challenge, "realm=\"", "\"");
  nonce_ = between(challenge, "nonce=\"", "\"");
  auto text = "charset=utf-8,username=" + in_quotes(facts_.name) + ",realm=" + in_quotes(realm_) +
              ",nonce=" + in_quotes(nonce_) + ",nc=00000001,cnonce=" + in_quotes(facts_.nonce) +
              ",digest-uri=" + in_quotes(facts_.service + "/" + facts_.host) +
              ",response=" + computed("AUTHENTICATE") + ",qop=auth";
  if (!facts_.acting_as.empty()) text += ",authzid=" + in_quotes(facts_.acting_as);
  return text;
}

std::string DigestClient::computed(std::string_view method) const {
  const auto narrow = [](const std::string& text) { return as_latin1(text).value_or(text); };
  const auto hex = [](std::string_view text) { return to_hex(digest(Hash::md5, text)); };
  auto a1 = digest(Hash::md5,
                   narrow(facts_.name) + ":" + narrow(realm_) + ":" + narrow(facts_.password)) +
            ":" + nonce_ + ":" + facts_.nonce;
  if (!facts_.acting_as.empty()) a1 += ":" + facts_.acting_as;
  const auto a2 = std::string(method) + ":" + facts_.service + "/" + facts_.host;
  return hex(hex(a1) + ":" + nonce_ + ":00000001:" + facts_.nonce + ":auth:" + hex(a2));
}

// RFC 7616, section 3.4, with the strongest of the algorithms.
class HttpDigestClient final : public SaslClient {
 public:
  explicit HttpDigestClient(ClientFacts facts) : facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return "realm " + realm_ + "\n\n"; }
  std::optional<std::string> reply(std::string_view challenge) override;
  bool believes(std::string_view last_words) override { return last_words.empty(); }

 private:
  ClientFacts facts_;
  std::string realm_ = "company.com";
  bool asked_ = false;
};

std::optional<std::string> HttpDigestClient::reply(std::string_view challenge) {
  if (std::exchange(asked_, true) || !challenge.contains("algorithm=SHA-256,")) return std::nullopt;
  const auto nonce = between(challenge, "nonce=\"", "\"");
  const auto hex = [](std::string_view text) { return to_hex(digest(Hash::sha256, text)); };
  const auto response = hex(hex(facts_.name + ":" + realm_ + ":" + facts_.password) + ":" + nonce +
                            ":00000001:" + facts_.nonce + ":auth:" + hex("REGISTER:sip:" + realm_));
  const auto acting = facts_.acting_as.empty() ? "" : "acting-as " + facts_.acting_as + "\n";
  return "realm " + realm_ + "\nmethod REGISTER\nuri sip:" + realm_ + "\n" + acting +
         "\nusername=" + in_quotes(facts_.name) + ",realm=" + in_quotes(realm_) +
         ",nonce=" + in_quotes(nonce) + ",nc=00000001,cnonce=" + in_quotes(facts_.nonce) +
         ",uri=" + in_quotes("sip:" + realm_) + ",algorithm=SHA-256,qop=auth,response=" + response;
}

class ScramClient final : public SaslClient {
 public:
  ScramClient(Hash hash, ClientFacts facts) : hash_(hash), facts_(std::move(facts)) {}
  std::optional<std::string> first() override { return header() + bare(); }
  std::optional<std::string> reply(std::string_view challenge) override;
  bool believes(std::string_view last_words) override {
    return !signature_.empty() && last_words == "v=" + to_base64(signature_);
  }

 private:
  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string bare() const;

  Hash hash_;
  ClientFacts facts_;
  std::string signature_;
};

std::string escaped_name(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (c == ',')
      escaped += "=2C";
    else if (c == '=')
      escaped += "=3D";
    else
      escaped += c;
  }
  return escaped;
}

std::string ScramClient::header() const {
  const std::string flag = !facts_.binding_name.empty() ? "p=" + facts_.binding_name
                           : facts_.could_bind          ? "y"
                                                        : "n";
  const auto acting_as = facts_.acting_as.empty() ? "" : "a=" + escaped_name(facts_.acting_as);
  return flag + "," + acting_as + ",";
}

std::string ScramClient::bare() const {
  return "n=" + escaped_name(facts_.name) + ",r=" + facts_.nonce;
}

std::optional<std::string> ScramClient::reply(std::string_view challenge) {
  const auto nonce = between(challenge, "r=", ",");
  const auto salt = from_base64(between(challenge, ",s=", ","));
  const auto iterations = to_number<unsigned>(between(challenge, ",i=", ","));
  if (!nonce.starts_with(facts_.nonce) || nonce == facts_.nonce || !salt || !iterations)
    return std::nullopt;
  const auto without_proof = "c=" + to_base64(header() + facts_.binding_data) + ",r=" + nonce;
  const auto message = bare() + "," + std::string(challenge) + "," + without_proof;
  const auto salted = pbkdf2(hash_, facts_.password, *salt, *iterations);
  auto proof = hmac(hash_, salted, "Client Key");
  const auto mask = hmac(hash_, digest(hash_, proof), message);
  for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ mask[i]);
  signature_ = hmac(hash_, hmac(hash_, salted, "Server Key"), message);
  return without_proof + ",p=" + to_base64(proof);
}

template <class Client>
std::unique_ptr<SaslClient> make(ClientFacts facts) {
  return std::make_unique<Client>(std::move(facts));
}
template <Hash hash>
std::unique_ptr<SaslClient> make_scram(ClientFacts facts) {
  return std::make_unique<ScramClient>(hash, std::move(facts));
}

struct ClientRow {
  std::string_view mechanism;
  std::unique_ptr<SaslClient> (*make)(ClientFacts facts);
};
constexpr std::array clients{
    ClientRow{"APOP", make<ApopClient>},
    ClientRow{"CRAM-MD5", make<CramClient>},
    ClientRow{"DIGEST-MD5", make<DigestClient>},
    ClientRow{"EXTERNAL", make<ExternalClient>},
    ClientRow{"GSS-SPNEGO", spnego_client},
    ClientRow{"GSSAPI", gssapi_client},
    ClientRow{"HTTP-DIGEST", make<HttpDigestClient>},
    ClientRow{"LOGIN", make<LoginClient>},
    ClientRow{"MSN", ntlm_client},
    ClientRow{"NTLM", ntlm_client},
    ClientRow{"PLAIN", make<PlainClient>},
    ClientRow{"REQUEST-CRAM-MD5", make<RequestCramClient>},
    ClientRow{"SCRAM-SHA-1", make_scram<Hash::sha1>},
    ClientRow{"SCRAM-SHA-1-PLUS", make_scram<Hash::sha1>},
    ClientRow{"SCRAM-SHA-256", make_scram<Hash::sha256>},
    ClientRow{"SCRAM-SHA-256-PLUS", make_scram<Hash::sha256>},
    ClientRow{"SCRAM-SHA-512", make_scram<Hash::sha512>},
    ClientRow{"SCRAM-SHA-512-PLUS", make_scram<Hash::sha512>},
    ClientRow{"SESSIONID", make<SessionIdClient>},
    ClientRow{"WEBUSER", make<SessionIdClient>},
};

}  // namespace

std::unique_ptr<SaslClient> sasl_client(std::string_view mechanism, ClientFacts facts) {
  for (const auto& row : clients)
    if (row.mechanism == mechanism) return row.make(std::move(facts));
  return nullptr;
}

std::string session_id_of(std::string_view password) {
  return "1-" + to_hex(crypto::digest(Hash::sha256, password));
}

std::optional<std::string> as_latin1(std::string_view utf8) {
  std::string latin1;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      latin1 += utf8[i];
      continue;
    }
    // Only U+0080 to U+00FF fit: two bytes that begin with C2 or C3.
    if ((lead != 0xc2 && lead != 0xc3) || i + 1 == utf8.size()) return std::nullopt;
    latin1 += static_cast<char>((lead & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
  }
  return latin1;
}

}  // namespace gatehouse::support
