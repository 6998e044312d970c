// Certificate authorities for tests: they sign whatever a test asks for, right or wrong.
#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "pki/certificate.h"
#include "pki/openssl.h"
#include "pki/private_key.h"

namespace gatehouse::pki {

// What one certificate is to be.
struct Wanted {
  std::string common_name = "client";
  std::vector<std::pair<int, std::string>> subject{};  // more of it: NID and value, in own RDNs
  int beside = 0;  // that many of the last of `subject` share the RDN of the one before
  std::vector<std::pair<int, std::string>> extensions{};  // NID and OpenSSL's text of it
  std::chrono::hours from{-24};                           // from the fixture's present
  std::chrono::hours until{24 * 365};
  unsigned rsa_bits = 0;  // 0: ECDSA P-256
  const EVP_MD* digest = EVP_sha256();
};

struct Issued {
  Certificate certificate;
  Key key;
  [[nodiscard]] std::string pem() const { return to_pem(certificate.get()); }
  [[nodiscard]] std::string der() const { return to_der(certificate.get()); }
  [[nodiscard]] std::string key_pem() const { return std::string(to_pem(key.get()).reveal()); }
  [[nodiscard]] std::string key_der() const { return std::string(to_der(key.get()).reveal()); }
};

inline Time present() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

inline Wanted client_named(const std::string& address) {
  return {.extensions = {{NID_ext_key_usage, "clientAuth"},
                         {NID_subject_alt_name, "email:" + address}}};
}

inline Wanted server_named(const std::string& host) {
  return {.common_name = host,
          .extensions = {{NID_ext_key_usage, "serverAuth"}, {NID_subject_alt_name, "DNS:" + host}}};
}

class Authority {
 public:
  static constexpr const char* usage = "critical,keyCertSign,cRLSign";

  explicit Authority(const std::string& name)
      : self_(certify({.common_name = name, .extensions = authority_extensions()}, nullptr)) {}

  [[nodiscard]] Issued issue(const Wanted& wanted) const { return certify(wanted, &self_); }
  // An authority below this one; `path`: what basicConstraints adds.
  [[nodiscard]] Authority below(const std::string& name, const std::string& path = "") const {
    return Authority(
        certify({.common_name = name, .extensions = authority_extensions(path)}, &self_));
  }
  [[nodiscard]] static Authority of(Issued issued) { return Authority(std::move(issued)); }

  [[nodiscard]] const Issued& self() const { return self_; }
  [[nodiscard]] std::string pem() const { return self_.pem(); }
  [[nodiscard]] std::string der() const { return self_.der(); }

  // A revocation list, good for `days`; PEM.
  [[nodiscard]] std::string revoke(const std::vector<const X509*>& revoked, int days = 30) const {
    const RevocationList list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(self_.certificate.get()));
    const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> now(ASN1_TIME_new());
    X509_gmtime_adj(now.get(), -24L * 3600);
    X509_CRL_set1_lastUpdate(list.get(), now.get());
    X509_gmtime_adj(now.get(), days * 24L * 3600);
    X509_CRL_set1_nextUpdate(list.get(), now.get());
    X509_gmtime_adj(now.get(), -3600);
    for (const auto* certificate : revoked) {
      auto* entry = X509_REVOKED_new();
      X509_REVOKED_set_serialNumber(entry,
                                    const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(certificate)));
      X509_REVOKED_set_revocationDate(entry, now.get());
      X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), self_.key.get(), EVP_sha256());
    const Bio text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_CRL(text.get(), list.get());
    return std::string(contents(text.get()));
  }

 private:
  explicit Authority(Issued self) : self_(std::move(self)) {}

  static std::vector<std::pair<int, std::string>> authority_extensions(
      const std::string& path = "") {
    return {{NID_basic_constraints, "critical,CA:TRUE" + path}, {NID_key_usage, usage}};
  }

  static Key new_key(unsigned rsa_bits) {
    return Key(rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsa_bits));
  }

  static Issued certify(const Wanted& wanted, const Issued* issuer) {
    Issued issued{Certificate(X509_new()), new_key(wanted.rsa_bits)};
    auto* certificate = issued.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    static long serial = 1000;
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    const auto second = [](std::chrono::hours from_now) {
      return std::chrono::system_clock::to_time_t(present() + from_now);
    };
    ASN1_TIME_set(X509_getm_notBefore(certificate), second(wanted.from));
    ASN1_TIME_set(X509_getm_notAfter(certificate), second(wanted.until));
    auto* subject = X509_get_subject_name(certificate);
    const auto add = [&](int kind, const std::string& value, int set) {
      X509_NAME_add_entry_by_NID(subject, kind, MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>(value.data()),
                                 static_cast<int>(value.size()), -1, set);
    };
    add(NID_commonName, wanted.common_name, 0);
    auto alone = static_cast<int>(wanted.subject.size()) - wanted.beside;
    for (const auto& [kind, value] : wanted.subject) add(kind, value, alone-- > 0 ? 0 : -1);
    const auto& by = issuer == nullptr ? issued : *issuer;
    X509_set_issuer_name(certificate, X509_get_subject_name(by.certificate.get()));
    for (const auto& [kind, value] : wanted.extensions) {
      const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
      if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) std::abort();
    }
    X509_set_pubkey(certificate, issued.key.get());
    if (X509_sign(certificate, by.key.get(), wanted.digest) == 0) std::abort();
    return issued;
  }

  Issued self_;
};

}  // namespace gatehouse::pki
