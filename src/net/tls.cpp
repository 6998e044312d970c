#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <array>
#include <csignal>
#include <utility>

namespace gatehouse::net {
namespace {

// RFC 7627: without the extended master secret a TLS 1.2 session can be made to have the secrets
// of another, so nothing may be bound to it (RFC 9266, section 2).
bool can_be_bound(SSL* ssl) {
  return SSL_version(ssl) != TLS1_2_VERSION || SSL_get_extms_support(ssl) == 1;
}

std::string exporter(SSL* ssl) {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  if (!can_be_bound(ssl)) return {};
  std::array<unsigned char, 32> bytes{};
  if (SSL_export_keying_material(ssl, bytes.data(), bytes.size(), label.data(), label.size(),
                                 nullptr, 0, 0) != 1)
    return {};
  return {bytes.begin(), bytes.end()};
}

// RFC 5929, section 3.1: the first Finished of the handshake, which is the client's in a full one
// and ours in a resumed one.
std::string unique(SSL* ssl) {
  if (SSL_version(ssl) != TLS1_2_VERSION || !can_be_bound(ssl)) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> finished{};
  const auto size = SSL_session_reused(ssl) == 1
                        ? SSL_get_finished(ssl, finished.data(), finished.size())
                        : SSL_get_peer_finished(ssl, finished.data(), finished.size());
  return {finished.begin(), finished.begin() + static_cast<std::ptrdiff_t>(size)};
}

// RFC 5929, section 4.1: the hash of the certificate's signature, but SHA-256 for MD5 and SHA-1.
// Undefined, so empty, where the signature has no hash of its own (Ed25519).
const EVP_MD* end_point_hash(const X509* certificate) {
  int hash = NID_undef;
  if (X509_get_signature_info(const_cast<X509*>(certificate), &hash, nullptr, nullptr, nullptr) !=
      1)
    return nullptr;
  if (hash == NID_md5 || hash == NID_sha1) hash = NID_sha256;
  return hash == NID_undef ? nullptr : EVP_get_digestbynid(hash);
}

std::string server_end_point(SSL* ssl) {
  const X509* certificate = SSL_get_certificate(ssl);
  const EVP_MD* hash = certificate == nullptr ? nullptr : end_point_hash(certificate);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (hash == nullptr || X509_digest(certificate, hash, bytes.data(), &size) != 1) return {};
  return {bytes.begin(), bytes.begin() + size};
}

std::string client_certificate(SSL* ssl) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr || SSL_get_verify_result(ssl) != X509_V_OK) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

void end_handshake(void*, void* handshake, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Handshake*>(handshake);
}

int handshake_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, end_handshake);
  return index;
}

bool keep(SSL* ssl, Handshake handshake) {
  auto kept = std::make_unique<Handshake>(std::move(handshake));
  if (SSL_set_ex_data(ssl, handshake_index(), kept.get()) != 1) return false;
  (void)kept.release();  // end_handshake() frees it
  return true;
}

}  // namespace

Handshake* handshake_of(const SSL* ssl) {
  return static_cast<Handshake*>(SSL_get_ex_data(ssl, handshake_index()));
}

Ssl make_ssl(SSL_CTX* context, int socket, Handshake handshake) {
  [[maybe_unused]] static const auto previous = std::signal(SIGPIPE, SIG_IGN);
  Ssl ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), socket) != 1 || !keep(ssl.get(), std::move(handshake)))
    return nullptr;
  SSL_set_mode(ssl.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_set_read_ahead(ssl.get(), 1);  // a record in one read instead of two
  SSL_set_accept_state(ssl.get());
  return ssl;
}

TlsFacts facts_of(SSL* ssl) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const auto* handshake = handshake_of(ssl);
  auto certificate = client_certificate(ssl);
  const bool verified = handshake != nullptr && !certificate.empty();
  return {.protocol = SSL_get_version(ssl),
          .cipher = SSL_get_cipher_name(ssl),
          .server_name = name == nullptr ? "" : name,
          .exporter = exporter(ssl),
          .unique = unique(ssl),
          .server_end_point = server_end_point(ssl),
          .client_certificate = std::move(certificate),
          .domain = handshake == nullptr ? "" : handshake->domain,
          .verified_by = verified ? handshake->verified_by : "",
          .resumed = SSL_session_reused(ssl) == 1};
}

Need need_after(SSL* ssl, int result) {
  switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_NONE:
      return Need::nothing;
    case SSL_ERROR_WANT_READ:
      return Need::reading;
    case SSL_ERROR_WANT_WRITE:
      return Need::writing;
    case SSL_ERROR_ZERO_RETURN:
      return Need::peer_has_ended;
    default:
      return Need::failure;
  }
}

Error last_tls_error() {
  const auto error = ERR_peek_error();
  ERR_clear_error();
  if (error == 0 || ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    return {ErrorCode::closed, "the connection was cut"};
  const char* reason = ERR_reason_error_string(error);
  return {ErrorCode::malformed, reason == nullptr ? "TLS error" : reason};
}

}  // namespace gatehouse::net
