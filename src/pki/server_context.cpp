#include "pki/server_context.h"

#include <algorithm>

#include "crypto/digest.h"
#include "pki/handshake_answers.h"
#include "pki/private_key.h"

namespace gatehouse::pki {
namespace {

// RFC 9325, section 4: forward secrecy and authenticated encryption, nothing else.
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* tls13_ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256";
constexpr int security_level = 2;       // 112 bits: RSA keys from 2048 bits, no SHA-1 signatures
constexpr long most_from_peer = 32768;  // bytes of a client's certificates
constexpr auto options = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                         SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;

using Stack =
    std::unique_ptr<STACK_OF(X509), Freed<[](STACK_OF(X509) * all) { sk_X509_free(all); }>>;

Result<void> use(SSL_CTX* context, const Identity& identity) {
  const Stack above(sk_X509_new_null());
  for (const auto& certificate : identity.above) sk_X509_push(above.get(), certificate.get());
  if (!above || SSL_CTX_use_cert_and_key(context, identity.certificate.get(), identity.key.get(),
                                         above.get(), 0) != 1)
    return openssl_failed(ErrorCode::malformed, "cannot use the certificate and the private key");
  return {};
}

// The names a client is told, so that it can choose among its certificates (RFC 8446, 4.2.4).
bool name_authorities(SSL_CTX* context, const ClientCertificates& clients) {
  for (const auto& trust : {clients.of_domain, clients.of_server}) {
    if (!trust) continue;
    for (const auto& anchor : trust->anchors())
      if (SSL_CTX_add_client_CA(context, anchor.get()) != 1) return false;
  }
  return true;
}

std::string binding_of(const std::string& id, std::span<const Identity> identities,
                       const ClientCertificates& clients) {
  std::string all = id;
  for (const auto& identity : identities) all += ":" + fingerprint(identity.certificate.get());
  if (clients.asked != ClientCertificates::Asked::no) {
    all += clients.asked == ClientCertificates::Asked::required ? ":required" : ":asked";
    for (const auto& trust : {clients.of_domain, clients.of_server})
      all += ":" + (trust ? trust->digest() : "");
  }
  return crypto::digest(crypto::Hash::sha256, all);
}

}  // namespace

Result<SslContext> shared_settings() {
  SslContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), tls12_ciphers) != 1 ||
      SSL_CTX_set_ciphersuites(context.get(), tls13_ciphers) != 1 ||
      SSL_CTX_set1_groups_list(context.get(), groups) != 1 ||
      SSL_CTX_set_num_tickets(context.get(), 1) != 1)
    return openssl_failed(ErrorCode::unavailable, "cannot set up TLS");
  SSL_CTX_set_options(context.get(), options);
  SSL_CTX_set_security_level(context.get(), security_level);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(context.get(), most_from_peer);
  answer_handshakes(context.get());
  return context;
}

Result<SslContext> context_with(std::span<const Identity> identities) {
  auto context = shared_settings();
  if (!context) return context;
  for (const auto& identity : identities) {
    if (!belongs_to(identity.certificate.get(), identity.key.get()))
      return fail(ErrorCode::malformed, "the certificate is of another private key");
    if (auto used = use(context->get(), identity); !used)
      return std::unexpected(std::move(used.error()));
  }
  if (identities.empty()) return fail(ErrorCode::malformed, "there is no certificate");
  return context;
}

Result<std::shared_ptr<const ServedDomain>> serve(const std::string& name, const std::string& id,
                                                  std::span<const Identity> identities,
                                                  ClientCertificates clients) {
  auto context = context_with(identities);
  if (!context) return std::unexpected(std::move(context.error()));
  if (clients.asked != ClientCertificates::Asked::no && !name_authorities(context->get(), clients))
    return openssl_failed(ErrorCode::unavailable, "cannot name the authorities");
  auto binding = binding_of(id, identities, clients);
  std::vector<Certificate> certificates;
  for (const auto& identity : identities)
    certificates.push_back(shared(identity.certificate.get()));
  return std::make_shared<const ServedDomain>(name, std::move(*context), std::move(certificates),
                                              std::move(binding), std::move(clients));
}

}  // namespace gatehouse::pki
