#include "pki/server_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>

namespace gatehouse::pki {
namespace {

// RFC 9325, section 4: forward secrecy and authenticated encryption, nothing else.
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* tls13_ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256";
constexpr int security_level = 2;  // 112 bits: RSA keys from 2048 bits, no SHA-1 signatures
constexpr long ticket_lifetime = 2L * 60 * 60;  // seconds
constexpr auto options = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                         SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;

// A key with a passphrase is refused: there is nobody to ask.
int no_passphrase(char*, int, int, void*) { return -1; }

Certificate next_certificate(BIO* text) {
  return Certificate(PEM_read_bio_X509(text, nullptr, no_passphrase, nullptr));
}

bool ended_well() {
  const auto error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// A session may be resumed only under the certificate it began with.
bool bind_sessions_to(SSL_CTX* context, const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  return X509_digest(certificate, EVP_sha256(), bytes.data(), &size) == 1 &&
         SSL_CTX_set_session_id_context(context, bytes.data(), size) == 1;
}

Result<void> use_certificates(SSL_CTX* context, const std::string& pem) {
  const auto text = reading(pem);
  const auto leaf = next_certificate(text.get());
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1 ||
      !bind_sessions_to(context, leaf.get()))
    return openssl_failed(ErrorCode::malformed, "cannot use the certificate");
  while (const auto above = next_certificate(text.get()))
    if (SSL_CTX_add1_chain_cert(context, above.get()) != 1)
      return openssl_failed(ErrorCode::malformed, "cannot use the certificate's chain");
  if (!ended_well()) return fail(ErrorCode::malformed, "the certificate's chain is damaged");
  return {};
}

Result<void> use_key(SSL_CTX* context, const Secret& pem) {
  const auto text = reading(pem.reveal());
  const Key key(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return openssl_failed(ErrorCode::malformed, "cannot use the private key");
  return {};
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
  SSL_CTX_set_timeout(context.get(), ticket_lifetime);
  return context;
}

Result<SslContext> context_with(const KeyPair& pair) {
  auto context = shared_settings();
  if (!context) return context;
  if (auto used = use_certificates(context->get(), pair.certificate_pem); !used)
    return std::unexpected(std::move(used.error()));
  if (auto used = use_key(context->get(), pair.key_pem); !used)
    return std::unexpected(std::move(used.error()));
  return context;
}

}  // namespace gatehouse::pki
