// SCRAM-SHA-1, -SHA-256, -SHA-512 and their -PLUS forms: RFC 5802, RFC 7677, channel bindings of
// RFC 5929 and RFC 9266. The server keeps StoredKey and ServerKey, never the password.
#pragma once

#include "crypto/digest.h"
#include "sasl/mechanism.h"

namespace gatehouse::sasl {

class Scram final : public Mechanism {
 public:
  struct Kind {
    crypto::Hash hash;
    SecretForm form;
    bool plus;
  };

  Scram(Kind kind, const Link& link, std::string server_nonce);

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  Step on_first(std::string_view response);
  Step on_final(std::string_view response);
  // Whether the client's choice fits the mechanism and the link; keeps what must come back as `c=`.
  [[nodiscard]] Result<void> bind(std::string_view gs2_header, std::string_view flag);
  // What may come back as the data of the binding of that name.
  [[nodiscard]] Result<std::vector<std::string>> bindings_named(std::string_view name) const;
  [[nodiscard]] Result<void> read_first(std::string_view bare);
  [[nodiscard]] bool proven(std::string_view proof, std::string_view auth_message) const;

  Kind kind_;
  std::string service_;
  std::string tls_exporter_;
  std::string tls_unique_;
  std::string tls_server_end_point_;
  bool plus_offered_;

  std::string nonce_;                  // ours, then the client's followed by ours
  std::vector<std::string> bindings_;  // any one of them must come back as `c=`
  std::string name_;
  std::string acting_as_;
  std::string client_first_bare_;
  std::string server_first_;
  std::string account_;
  Secret keys_;  // StoredKey, then ServerKey
};

[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha1(const Link&, crypto::Entropy&);
[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha1_plus(const Link&, crypto::Entropy&);
[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha256(const Link&, crypto::Entropy&);
[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha256_plus(const Link&, crypto::Entropy&);
[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha512(const Link&, crypto::Entropy&);
[[nodiscard]] std::unique_ptr<Mechanism> make_scram_sha512_plus(const Link&, crypto::Entropy&);

}  // namespace gatehouse::sasl
