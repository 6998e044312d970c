// CRAM-MD5, RFC 2195: the client keys a digest of our challenge with its password.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

class CramMd5 final : public Mechanism {
 public:
  explicit CramMd5(std::string challenge) : challenge_(std::move(challenge)) {}

  Step begin() override { return Challenge{challenge_}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  [[nodiscard]] Step compare(Found found);

  std::string challenge_;
  std::string name_;
  std::string digest_;
  bool asked_elsewhere_ = false;
};

[[nodiscard]] std::unique_ptr<Mechanism> make_cram_md5(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
