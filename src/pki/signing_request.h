// What a domain says of itself: certificate signing requests and self-signed certificates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "pki/openssl.h"

namespace gatehouse::pki {

// The guide's certificate attributes (guide-facts 8); empty ones are left out.
struct Subject {
  std::string common_name;
  std::string country{};  // two letters
  std::string province{};
  std::string city{};
  std::string organization{};
  std::string unit{};
  std::string contact{};             // an e-mail address
  std::vector<std::string> names{};  // DNS names for subjectAltName; one may begin with "*."
};

// malformed: an attribute is too long (RFC 5280, appendix A.1), no UTF-8 text, or not of its kind;
// the detail names it.
[[nodiscard]] Result<void> check(const Subject& subject);

// PKCS #10 (RFC 2986), PEM.
[[nodiscard]] Result<std::string> make_signing_request(EVP_PKEY* key, const Subject& subject);

// For servers only; its own issuer.
[[nodiscard]] Result<Certificate> make_self_signed(EVP_PKEY* key, const Subject& subject, Time from,
                                                   Time until);

[[nodiscard]] bool is_host_name(std::string_view name);  // 1 to 253 letters, digits, '-' and '.'

}  // namespace gatehouse::pki
