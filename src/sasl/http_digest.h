// HTTP digest, RFC 7616, as HTTP and SIP (RFC 3261, section 22; RFC 8760) carry it: each request
// stands alone, so there are no rounds. MD5 and SHA-256, also with "-sess"; qop "auth" only.
//
// What a gate says, always as the initial response: lines "name value", each ended by LF,
//   realm R      the realm of the request; a challenge is made for it, and no other is accepted
//   method M     of the request                               } with credentials
//   uri U        what the client must have named as `uri`     }
//   acting-as A  the name to act as, when it is not the client's own; optional
// then an empty line, then the parameters of the Authorization header ("Digest" left out); nothing
// there: a challenge is wanted.
// The challenge: a line for each algorithm, strongest first, ended by LF: the parameters of a
// WWW-Authenticate header ("Digest" left out). A nonce that is too old, not ours or counted before
// is no failure: it is answered with a new challenge, with stale=true.
#pragma once

#include <cstdint>
#include <memory>

#include "crypto/digest.h"
#include "sasl/digest_nonces.h"
#include "sasl/directives.h"
#include "sasl/mechanism.h"

namespace gatehouse::sasl {

class HttpDigest final : public Mechanism {
 public:
  // `nonces` outlives this. `home`: the realm whose names need not be qualified.
  HttpDigest(DigestNonces& nonces, std::string home, Time now)
      : nonces_(nonces), home_(std::move(home)), now_(now) {}

  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

  struct Algorithm {
    std::string_view name;
    crypto::Hash hash;
    bool session;  // RFC 7616, section 3.4.2: "-sess"
    bool offered;
  };
  // What the gate says of the request.
  struct Request {
    std::string realm;
    std::string method;
    std::string uri;
    std::string acting_as;
  };
  struct Credentials {
    const Algorithm* algorithm = nullptr;
    std::string name;
    std::string nonce;
    std::string cnonce;
    std::string count_text;
    std::uint32_t count = 0;
    std::string response;
  };
  // RFC 7616, section 3.4.1; `user_hash`: raw H(name:realm:password).
  [[nodiscard]] static std::string digest(const Request& request, const Credentials& credentials,
                                          std::string_view user_hash);

 private:
  [[nodiscard]] Result<Credentials> read(const std::vector<Directive>& directives) const;
  [[nodiscard]] Step challenge(bool stale);
  [[nodiscard]] std::string account_name() const;
  [[nodiscard]] std::string user_hash(std::string_view secret) const;

  DigestNonces& nonces_;
  std::string home_;
  Time now_;
  Request request_;
  Credentials credentials_;
};

[[nodiscard]] std::unique_ptr<Mechanism> make_http_digest(const Link& link,
                                                          crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
