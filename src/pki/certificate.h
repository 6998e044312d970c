// Certificates read, written, described and put in order.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pki/openssl.h"

namespace gatehouse::pki {

inline constexpr std::size_t most_certificates = 20;        // of one text
inline constexpr std::size_t longest_certificates = 65536;  // bytes

// PEM blocks, or DER one after another, at least one. malformed: anything else in DER, a damaged
// block, too many, too long.
[[nodiscard]] Result<std::vector<Certificate>> read_certificates(std::string_view bytes);
// Revocation lists (RFC 5280, section 5), in the same forms; at most 16 MB.
[[nodiscard]] Result<std::vector<RevocationList>> read_revocation_lists(std::string_view bytes);

[[nodiscard]] std::string to_der(const X509* certificate);
[[nodiscard]] std::string to_pem(const X509* certificate);
[[nodiscard]] std::string fingerprint(const X509* certificate);  // SHA-256, lower-case hex
[[nodiscard]] Certificate shared(X509* certificate);             // a second owner

[[nodiscard]] bool belongs_to(const X509* certificate, const EVP_PKEY* key);
[[nodiscard]] bool covers(X509* certificate, std::string_view host);  // RFC 6125; wildcards count
[[nodiscard]] bool is_authority(X509* certificate);  // basicConstraints and key usage say so

struct CertificateFacts {
  std::string subject;  // RFC 4514, escaped
  std::string issuer;
  std::string serial;              // hex
  std::vector<std::string> names;  // DNS names in subjectAltName
  Time from;
  Time until;
  std::string key;  // "RSA 2048"
  bool self_signed;
};
[[nodiscard]] CertificateFacts facts_of(X509* certificate);

// The certificates of `pool` that lead from `leaf` towards its root, in the order in which they
// are sent; a root itself is left out.
struct Chain {
  std::vector<Certificate> above;
  // Whether it ends at a certificate whose issuer is not in the pool although there could be one:
  // that may be the root every client has, or a gap.
  std::string next_issuer;  // empty: it ends at a root of the pool
};
[[nodiscard]] Chain chain_above(X509* leaf, std::span<const Certificate> pool);

}  // namespace gatehouse::pki
