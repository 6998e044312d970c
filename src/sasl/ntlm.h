// NTLM, and the same exchange under the name MSN ([MS-NLMP]; how mail carries it: [MS-SMTPNTLM],
// [MS-OXPOP3], [MS-OXIMAP]). The account's NT hash is enough; no security layer follows.
//
// NTLMv2 is accepted; its integrity code is checked when the client says, under the proof, that
// there is one, and its channel bindings when it gives any. NTLMv1, its session form and responses
// by LM or LMv2 alone are compared only where Found::weak_ntlm says so. See doc/ntlm.md.
#pragma once

#include "sasl/mechanism.h"
#include "sasl/ntlm_message.h"

namespace gatehouse::sasl {

class Ntlm final : public Mechanism {
 public:
  Ntlm(const Link& link, std::string server_challenge);

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  // What the client proves its password by.
  enum class Form { ntlm_v2, ntlm_v1, session, lm };

  Step on_negotiate(std::string_view message);
  Step on_authenticate(std::string_view message);
  [[nodiscard]] static Result<Form> form_of(const ntlm::Authenticate& said);
  [[nodiscard]] Result<void> read_blob(std::string_view nt_response);
  [[nodiscard]] Result<std::string> read_names();

  Step judge_v2(Found found) const;
  Step judge_weak(Found found) const;
  // What both sides share after a right proof; empty: the proof is wrong.
  [[nodiscard]] std::string session_key(std::string_view nt_hash) const;
  [[nodiscard]] bool weak_proof_is_right(std::string_view secret) const;
  [[nodiscard]] bool lm_proof_is_right(std::string_view password) const;
  [[nodiscard]] bool intact(std::string_view session_key) const;
  [[nodiscard]] bool bound_here() const;

  std::string host_;
  std::string realm_;
  std::string channel_bindings_;  // empty: no TLS
  Time now_;
  std::string server_challenge_;

  // The three messages.
  std::string negotiate_;
  std::string challenge_;
  std::string authenticate_;
  ntlm::Authenticate said_;  // views of the last one
  Form form_ = Form::ntlm_v2;
  std::uint32_t info_flags_ = 0;
  std::string_view client_bindings_;
  std::string user_;  // UTF-16
  std::string domain_;
};

[[nodiscard]] std::unique_ptr<Mechanism> make_ntlm(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
