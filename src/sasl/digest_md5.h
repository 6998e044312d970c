// DIGEST-MD5, RFC 2831, initial authentication with qop=auth. Each exchange has a nonce of its own,
// so there is no subsequent authentication and nothing to replay.
#pragma once

#include <vector>

#include "sasl/directives.h"
#include "sasl/mechanism.h"

namespace gatehouse::sasl {

class DigestMd5 final : public Mechanism {
 public:
  // `service` as the client must name it in digest-uri, with whatever host.
  DigestMd5(std::string service, std::string realm, std::string nonce)
      : service_(std::move(service)), realm_(std::move(realm)), nonce_(std::move(nonce)) {}

  Step begin() override;
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  // What enters the digest, as the client wrote it.
  struct Reply {
    std::string name;
    std::string realm;
    std::string cnonce;
    std::string uri;
    std::string acting_as;
    std::string response;
  };

  [[nodiscard]] Result<Reply> read(const std::vector<Directive>& directives) const;
  [[nodiscard]] bool is_for_us(std::string_view uri) const;
  // RFC 2831, section 2.1.2.1; `a2` tells the client's response from our own.
  [[nodiscard]] std::string digest(std::string_view user_hash, std::string_view a2) const;
  Step on_reply(std::string_view response);
  Step on_last_response(std::string_view response);

  std::string service_;
  std::string realm_;
  std::string nonce_;
  Reply reply_;
  std::string account_;  // set once the response was right
};

[[nodiscard]] std::unique_ptr<Mechanism> make_digest_md5(const Link& link,
                                                         crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
