#include <chrono>

#include "pki/certificate.h"
#include "pki/private_key.h"
#include "pki/signing_request.h"
#include "pki/tls_contexts.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t longest_common_name = 64;  // RFC 5280, appendix A.1: ub-common-name
constexpr std::chrono::days backwards{1};
constexpr std::chrono::days forwards{30};

}  // namespace

Result<KeyPair> make_test_certificate(std::string_view host, Time now) {
  if (!is_host_name(host)) return fail(ErrorCode::malformed, "not a host name for a certificate");
  const auto key = generate_key(KeyType::ecdsa, 256);
  if (!key) return std::unexpected(key.error());
  const bool fits = host.size() <= longest_common_name;
  const Subject subject{
      .common_name = std::string(fits ? host : std::string_view("Gatehouse test certificate")),
      .names = {std::string(host), "localhost"}};
  const auto certificate = make_self_signed(key->get(), subject, now - backwards, now + forwards);
  if (!certificate) return std::unexpected(certificate.error());
  return KeyPair{to_pem(certificate->get()), to_pem(key->get())};
}

}  // namespace gatehouse::pki
