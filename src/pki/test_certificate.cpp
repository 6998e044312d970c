#include <openssl/ec.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "pki/openssl.h"
#include "pki/tls_contexts.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_common_name = 64;  // RFC 5280, appendix A.1: ub-common-name
constexpr int serial_bits = 127;
constexpr std::chrono::days backwards{1};
constexpr std::chrono::days forwards{30};

struct Attribute {
  int kind;
  std::string value;
};

// The name becomes part of an extension's text, in which a comma would begin another one.
bool is_host(std::string_view host) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; };
  return !host.empty() && host.size() <= longest_host && std::ranges::all_of(host, fits);
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_new());
  return number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_period(X509* certificate, Time now) {
  const auto seconds = [](Time at) { return std::chrono::system_clock::to_time_t(at); };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - backwards)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(now + forwards)) != nullptr;
}

bool set_names(X509* certificate, std::string_view host) {
  const std::string shown(host.size() <= longest_common_name ? host : "Gatehouse test certificate");
  const auto* text = reinterpret_cast<const unsigned char*>(shown.c_str());
  X509_NAME* subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool set_extensions(X509* certificate, std::string_view host) {
  const std::array attributes{
      Attribute{NID_subject_alt_name, "DNS:" + std::string(host) + ",DNS:localhost"},
      Attribute{NID_basic_constraints, "critical,CA:FALSE"},
      Attribute{NID_key_usage, "critical,digitalSignature"},
      Attribute{NID_ext_key_usage, "serverAuth"}};
  return std::ranges::all_of(attributes, [&](const Attribute& attribute) {
    const Extension extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, attribute.kind, attribute.value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
  });
}

std::string_view contents(BIO* memory) {
  char* start = nullptr;
  const auto size = BIO_get_mem_data(memory, &start);
  return {start, static_cast<std::size_t>(size)};
}

}  // namespace

Result<KeyPair> make_test_certificate(std::string_view host, Time now) {
  if (!is_host(host)) return fail(ErrorCode::malformed, "not a host name for a certificate");
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || !set_period(certificate.get(), now) ||
      !set_names(certificate.get(), host) || !set_extensions(certificate.get(), host) ||
      X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    return openssl_failed(ErrorCode::unavailable, "cannot make a certificate");

  const Bio open_text(BIO_new(BIO_s_mem()));
  const Bio secret_text(BIO_new(BIO_s_secmem()));  // wiped when freed
  if (!open_text || !secret_text || PEM_write_bio_X509(open_text.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(secret_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                               nullptr) != 1)
    return openssl_failed(ErrorCode::unavailable, "cannot write a certificate");
  return KeyPair{std::string(contents(open_text.get())), Secret(contents(secret_text.get()))};
}

}  // namespace gatehouse::pki
