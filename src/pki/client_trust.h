// Whom a domain, or the server, trusts to say who a client is; and the question whether a client's
// certificate comes from there.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pki/certificate.h"

namespace gatehouse::pki {

inline constexpr std::size_t most_anchors = 100;

// The revocation lists of all authorities, as one file has them.
struct Revocations {
  std::vector<RevocationList> lists;
  std::string digest;  // of the file
};

struct Verdict {
  int error;   // X509_V_OK, or OpenSSL's code
  Time until;  // when the first certificate on the way to the anchor ends
};

class Trust {
 public:
  // Only certificates of authorities (is_authority) count; the others are passed over.
  // `revocations` may be null. unavailable: out of memory.
  [[nodiscard]] static Result<std::shared_ptr<const Trust>> make(
      std::span<const Certificate> anchors, std::shared_ptr<const Revocations> revocations);

  // RFC 5280, section 6, for a client's certificate and what it sent with it: names, validity at
  // `now`, purpose and key usage, path length, keys of 2048 bits and no SHA-1, revocation where
  // there is a list of the issuer. The certificate may not be an authority itself.
  [[nodiscard]] Verdict verify(X509* certificate, STACK_OF(X509) * sent, Time now) const;

  [[nodiscard]] bool empty() const { return anchors_.empty(); }
  [[nodiscard]] std::span<const Certificate> anchors() const { return anchors_; }
  [[nodiscard]] const std::string& digest() const { return digest_; }  // of all that decides

 private:
  Trust() = default;

  Store store_;
  std::vector<Certificate> anchors_;
  std::shared_ptr<const Revocations> revocations_;
  std::string digest_;
};

}  // namespace gatehouse::pki
