// CRAM-MD5 (RFC 2195) where each request stands alone, as XIMSS clients over HTTP use it: the
// challenge was given with an earlier answer, and comes back with the digest of it.
//
// What a gate says: nothing, for a challenge; or the challenge, a space, and what RFC 2195 has the
// client say: name, space, digest. A challenge that is too old, not ours or used before is no
// failure: it is answered with a new one.
#pragma once

#include <memory>
#include <optional>

#include "sasl/cram_md5.h"
#include "sasl/digest_nonces.h"

namespace gatehouse::sasl {

class RequestCramMd5 final : public Mechanism {
 public:
  // `nonces` outlives this.
  RequestCramMd5(DigestNonces& nonces, Time now) : nonces_(nonces), now_(now) {}

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  [[nodiscard]] Step settle(Step step);

  DigestNonces& nonces_;
  Time now_;
  bool asked_ = false;  // for a challenge
  std::string nonce_;
  std::optional<CramMd5> inner_;
};

[[nodiscard]] std::unique_ptr<Mechanism> make_request_cram_md5(const Link& link,
                                                               crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
