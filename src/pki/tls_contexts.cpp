#include "pki/tls_contexts.h"

#include <openssl/core_names.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <vector>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/entropy.h"
#include "net/handshake.h"
#include "pki/handshake_answers.h"
#include "pki/private_key.h"
#include "pki/server_context.h"
#include "pki/ticket_keys.h"

namespace gatehouse::pki {
namespace {

// RFC 6066, section 3: a list of names, of which only the first, a host name, was ever used. Read
// here, since OpenSSL reads it only after it has decided about resumption, which must know the
// certificate. What is wrong with it OpenSSL refuses afterwards.
std::string_view server_name(SSL* ssl) {
  constexpr std::size_t before_name = 5;  // list length (2), type (1), name length (2)
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) != 1) return {};
  if (size < before_name || bytes[2] != TLSEXT_NAMETYPE_host_name) return {};
  const std::size_t length = bytes[3] * 256U + bytes[4];
  const std::string_view extension(reinterpret_cast<const char*>(bytes), size);
  return length <= size - before_name ? extension.substr(before_name, length) : std::string_view{};
}

int verify_mode(ClientCertificates::Asked asked) {
  switch (asked) {
    case ClientCertificates::Asked::no:
      return SSL_VERIFY_NONE;
    case ClientCertificates::Asked::yes:
      return SSL_VERIFY_PEER;
    case ClientCertificates::Asked::required:
      return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  return SSL_VERIFY_NONE;
}

// Where a session may be resumed.
std::string place_of(const ServedDomain& domain, const net::Handshake& handshake) {
  return crypto::digest(crypto::Hash::sha256, domain.binding + ":" + handshake.service);
}

bool apply(SSL* ssl, const Chosen& chosen, const net::Handshake& handshake) {
  const auto place = place_of(*chosen.domain, handshake);
  if (SSL_set_SSL_CTX(ssl, chosen.domain->context.get()) == nullptr) return false;
  SSL_set_verify(ssl, verify_mode(chosen.domain->clients.asked), nullptr);
  if (chosen.rules.session_life <= Duration::zero()) {
    SSL_set_options(ssl, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(ssl, 0);
  }
  if (chosen.rules.only_tls13 && SSL_set_min_proto_version(ssl, TLS1_3_VERSION) != 1) return false;
  return SSL_set_session_id_context(ssl, reinterpret_cast<const unsigned char*>(place.data()),
                                    static_cast<unsigned>(place.size())) == 1;
}

// --- session tickets

constexpr int no_such_key = 0;
constexpr int key_found = 1;
constexpr int key_found_renew = 2;
constexpr int ticket_failed = -1;

unsigned char* raw(Secret& secret) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(secret.reveal().data()));
}

bool set_mac(EVP_MAC_CTX* mac, TicketKey& key) {
  std::string digest = "SHA256";
  const std::array parameters{
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, raw(key.mac), key.mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

int close_ticket(TicketKey& key, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                 EVP_MAC_CTX* mac) {
  std::ranges::copy(key.name, name);
  if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1 ||
      EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, raw(key.encryption), iv) != 1 ||
      !set_mac(mac, key))
    return ticket_failed;
  return key_found;
}

int open_ticket(std::vector<TicketKey>& keys, const unsigned char* name, const unsigned char* iv,
                EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
  const std::string_view wanted(reinterpret_cast<const char*>(name), TicketKey::name_size);
  const auto key = std::ranges::find(keys, wanted, &TicketKey::name);
  if (key == keys.end()) return no_such_key;
  if (EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, raw(key->encryption), iv) != 1 ||
      !set_mac(mac, *key))
    return ticket_failed;
  return key == keys.begin() ? key_found : key_found_renew;
}

int use_ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                   EVP_MAC_CTX* mac, int encrypts) {
  const auto* chosen = chosen_for(ssl);
  if (chosen == nullptr || !chosen->domain || chosen->tickets == nullptr) return ticket_failed;
  auto keys = chosen->tickets->at(chosen->moment, chosen->rules.session_life,
                                  place_of(*chosen->domain, *net::handshake_of(ssl)));
  return encrypts == 1 ? close_ticket(keys.front(), name, iv, cipher, mac)
                       : open_ticket(keys, name, iv, cipher, mac);
}

int describe(SSL* ssl, void*) { return describe_session(ssl) ? 1 : 0; }

SSL_TICKET_RETURN accept(SSL* ssl, SSL_SESSION* session, const unsigned char*, std::size_t,
                         SSL_TICKET_STATUS status, void*) {
  const bool opened = status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW;
  if (!opened || !accept_session(ssl, session)) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

class Contexts : public TlsContexts {
 public:
  Contexts(SslContext settings, Chooser& chooser, const Clock& clock)
      : settings_(std::move(settings)), chooser_(chooser), clock_(clock) {
    auto* context = settings_.get();
    SSL_CTX_set_client_hello_cb(context, choose, this);
    // Without an answer to the name OpenSSL would not keep it in TLS 1.2 sessions.
    SSL_CTX_set_tlsext_servername_callback(
        context, +[](SSL*, int*, void*) { return SSL_TLSEXT_ERR_OK; });
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, use_ticket_key);
    SSL_CTX_set_session_ticket_cb(context, describe, accept, nullptr);
  }

  ssl_ctx_st* context() override { return settings_.get(); }

 private:
  static int choose(SSL* ssl, int* alert, void* self) {
    return static_cast<Contexts*>(self)->begin(ssl, *alert) ? SSL_CLIENT_HELLO_SUCCESS
                                                            : SSL_CLIENT_HELLO_ERROR;
  }

  bool begin(SSL* ssl, int& alert) {
    alert = SSL_AD_INTERNAL_ERROR;
    auto* handshake = net::handshake_of(ssl);
    if (handshake == nullptr) return false;
    const auto name = lower_case(server_name(ssl));
    auto choice = chooser_.choose(name, handshake->local.address);
    const auto chosen = std::make_shared<const Chosen>(
        std::move(choice.domain), choice.rules ? *choice.rules : TlsRules{}, clock_.now(),
        clock_.moment(), ++last_number_, &tickets_);
    handshake->chosen = chosen;
    if (!chosen->domain) {
      log_refusal(ssl, "refused: no certificate for " +
                           (name.empty() ? handshake->local.address.text() : escaped(name)));
      alert = SSL_AD_UNRECOGNIZED_NAME;
      return false;
    }
    handshake->domain = chosen->domain->name;
    return apply(ssl, *chosen, *handshake);
  }

  SslContext settings_;
  Chooser& chooser_;
  const Clock& clock_;
  crypto::SystemEntropy entropy_;
  TicketKeys tickets_{entropy_};
  std::atomic<unsigned> last_number_ = 0;
};

// --- one certificate for whoever comes

class OneDomain final : public Chooser {
 public:
  explicit OneDomain(std::shared_ptr<const ServedDomain> domain) : domain_(std::move(domain)) {}
  Choice choose(std::string_view, const IpAddress&) override { return {domain_, rules_}; }

 private:
  std::shared_ptr<const ServedDomain> domain_;
  std::shared_ptr<const TlsRules> rules_ = std::make_shared<TlsRules>();
};

struct ForOne {
  OneDomain chooser;
  SystemClock clock;
};

class ContextsForOne final : private ForOne, public Contexts {
 public:
  ContextsForOne(SslContext settings, std::shared_ptr<const ServedDomain> domain)
      : ForOne{OneDomain(std::move(domain)), {}},
        Contexts(std::move(settings), ForOne::chooser, ForOne::clock) {}
};

std::string first_name(X509* certificate) {
  const auto facts = facts_of(certificate);
  return facts.names.empty() ? facts.subject : facts.names.front();
}

}  // namespace

Result<Identity> identity_of(const KeyPair& pair) {
  auto certificates = read_certificates(pair.certificate_pem);
  if (!certificates) return std::unexpected(std::move(certificates.error()));
  auto key = read_key(pair.key_pem.reveal());
  if (!key) return std::unexpected(std::move(key.error()));
  Identity identity{std::move(*key), std::move(certificates->front()), {}};
  certificates->erase(certificates->begin());
  identity.above = std::move(*certificates);
  return identity;
}

Result<std::unique_ptr<TlsContexts>> TlsContexts::make(const KeyPair& pair) {
  auto settings = shared_settings();
  if (!settings) return std::unexpected(std::move(settings.error()));
  const auto identity = identity_of(pair);
  if (!identity) return std::unexpected(identity.error());
  const auto name = first_name(identity->certificate.get());
  auto domain = serve(name, name, {&*identity, 1}, {});
  if (!domain) return std::unexpected(std::move(domain.error()));
  return std::make_unique<ContextsForOne>(std::move(*settings), std::move(*domain));
}

Result<std::unique_ptr<TlsContexts>> TlsContexts::make(Chooser& chooser, const Clock& clock) {
  auto settings = shared_settings();
  if (!settings) return std::unexpected(std::move(settings.error()));
  return std::make_unique<Contexts>(std::move(*settings), chooser, clock);
}

}  // namespace gatehouse::pki
