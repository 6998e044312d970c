#include "tests/support/tls_client.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <csignal>

namespace gatehouse::support {
namespace {

using Bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::unexpected<Error> tls_failed() {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return fail(ErrorCode::closed, reason == nullptr ? "the connection was cut" : reason);
}

std::string text_of(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::shared_ptr<X509> certificate_of(const SSL* ssl) {
  return {SSL_get1_peer_certificate(ssl), X509_free};
}

}  // namespace

Result<void> TlsClient::connect(int socket, const Wishes& wishes) {
  std::signal(SIGPIPE, SIG_IGN);
  ERR_clear_error();
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context_.get(), wishes.lowest);
  SSL_CTX_set_max_proto_version(context_.get(), wishes.highest);
  SSL_CTX_set_security_level(context_.get(), 0);
  const auto ciphers = wishes.ciphers.empty() ? "ALL:@SECLEVEL=0" : wishes.ciphers;
  if (SSL_CTX_set_cipher_list(context_.get(), ciphers.c_str()) != 1) return tls_failed();
  if (!wishes.groups.empty() &&
      SSL_CTX_set1_groups_list(context_.get(), wishes.groups.c_str()) != 1)
    return tls_failed();

  if (!use_certificate(wishes)) return tls_failed();
  *asked_ = false;

  ssl_.reset(SSL_new(context_.get()));
  if (!wishes.protocols.empty()) {
    const auto* names = reinterpret_cast<const unsigned char*>(wishes.protocols.data());
    SSL_set_alpn_protos(ssl_.get(), names, static_cast<unsigned>(wishes.protocols.size()));
  }
  SSL_set_fd(ssl_.get(), socket);
  if (!wishes.server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), wishes.server_name.c_str());
  if (wishes.resume) SSL_set_session(ssl_.get(), wishes.resume.get());
  if (SSL_connect(ssl_.get()) != 1) return tls_failed();
  return {};
}

// What there is is shown also when the server names other authorities.
bool TlsClient::use_certificate(const Wishes& wishes) {
  const auto note = [](SSL*, void* asked) {
    *static_cast<bool*>(asked) = true;
    return 1;
  };
  SSL_CTX_set_cert_cb(context_.get(), note, asked_.get());
  if (wishes.certificate.empty()) return true;
  const auto reading = [](const std::string& text) {
    return std::unique_ptr<BIO, int (*)(BIO*)>(
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  };
  const auto certificates = reading(wishes.certificate);
  const auto next = [&] {
    return std::unique_ptr<X509, void (*)(X509*)>(
        PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr), X509_free);
  };
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      PEM_read_bio_PrivateKey(reading(wishes.key).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  if (SSL_CTX_use_certificate(context_.get(), next().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1)
    return false;
  while (const auto above = next()) SSL_CTX_add1_chain_cert(context_.get(), above.get());
  ERR_clear_error();
  return true;
}

Result<std::string> TlsClient::read() {
  ERR_clear_error();
  std::string bytes(16384, '\0');
  const int count = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (count <= 0 && SSL_get_error(ssl_.get(), count) != SSL_ERROR_ZERO_RETURN) return tls_failed();
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

Result<void> TlsClient::write(std::string_view bytes) {
  ERR_clear_error();
  std::size_t written = 0;
  if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written) != 1) return tls_failed();
  return {};
}

void TlsClient::end() {
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::string TlsClient::exporter() const {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  Bytes bytes{};
  if (SSL_export_keying_material(ssl_.get(), bytes.data(), 32, label.data(), label.size(), nullptr,
                                 0, 0) != 1)
    return {};
  return text_of(bytes, 32);
}

std::string TlsClient::unique() const {
  if (SSL_version(ssl_.get()) != TLS1_2_VERSION) return {};
  Bytes bytes{};
  const auto size = resumed() ? SSL_get_peer_finished(ssl_.get(), bytes.data(), bytes.size())
                              : SSL_get_finished(ssl_.get(), bytes.data(), bytes.size());
  return text_of(bytes, size);
}

std::string TlsClient::server_end_point() const {
  const auto certificate = certificate_of(ssl_.get());
  int hash = NID_undef;
  if (!certificate ||
      X509_get_signature_info(certificate.get(), &hash, nullptr, nullptr, nullptr) != 1)
    return {};
  if (hash == NID_md5 || hash == NID_sha1) hash = NID_sha256;
  Bytes bytes{};
  unsigned size = 0;
  const auto* method = EVP_get_digestbynid(hash);
  if (method == nullptr || X509_digest(certificate.get(), method, bytes.data(), &size) != 1)
    return {};
  return text_of(bytes, size);
}

std::string TlsClient::certificate_host() const {
  const auto certificate = certificate_of(ssl_.get());
  if (!certificate) return {};
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

std::string TlsClient::application_protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(name), size);
}

std::shared_ptr<SSL_SESSION> TlsClient::session() const {
  return {SSL_get1_session(ssl_.get()), SSL_SESSION_free};
}

}  // namespace gatehouse::support
