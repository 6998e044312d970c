#include "pki/signing_request.h"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "pki/private_key.h"

namespace gatehouse::pki {
namespace {

constexpr int serial_bits = 127;
constexpr std::size_t longest_host = 253;
constexpr std::size_t most_names = 100;

struct Attribute {
  int kind;
  std::string_view name;
  std::string Subject::* value;
  std::size_t longest;  // RFC 5280, appendix A.1
};
constexpr std::array attributes{
    Attribute{NID_countryName, "Country", &Subject::country, 2},
    Attribute{NID_stateOrProvinceName, "Province", &Subject::province, 128},
    Attribute{NID_localityName, "City", &Subject::city, 128},
    Attribute{NID_organizationName, "Organization", &Subject::organization, 64},
    Attribute{NID_organizationalUnitName, "Unit", &Subject::unit, 64},
    Attribute{NID_commonName, "CommonName", &Subject::common_name, 64},
    Attribute{NID_pkcs9_emailAddress, "Contact", &Subject::contact, 255},
};

using Extensions =
    std::unique_ptr<STACK_OF(X509_EXTENSION), Freed<[](STACK_OF(X509_EXTENSION) * all) {
                      sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
                    }>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

bool is_plain_text(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return is_utf8(text) && std::ranges::none_of(text, is_control);
}

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, is_letter);
}

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  return at != text.npos && at > 0 && is_host_name(text.substr(at + 1)) &&
         std::ranges::all_of(text, is_visible);
}

std::unexpected<Error> unfit(std::string_view attribute, std::string_view why) {
  return fail(ErrorCode::malformed, std::string(attribute) + ": " + std::string(why));
}

bool is_certificate_name(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  return is_host_name(name);
}

bool set_subject(X509_NAME* name, const Subject& subject) {
  return std::ranges::all_of(attributes, [&](const Attribute& attribute) {
    const auto& value = subject.*attribute.value;
    const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
    return value.empty() || X509_NAME_add_entry_by_NID(name, attribute.kind, MBSTRING_UTF8, bytes,
                                                       static_cast<int>(value.size()), -1, 0) == 1;
  });
}

// Made from values, not from a text that would be parsed again: a name cannot become two.
bool add_name(GENERAL_NAMES* names, const std::string& host) {
  std::unique_ptr<GENERAL_NAME, Freed<GENERAL_NAME_free>> name(GENERAL_NAME_new());
  std::unique_ptr<ASN1_IA5STRING, Freed<ASN1_STRING_free>> text(ASN1_IA5STRING_new());
  if (!name || !text ||
      ASN1_STRING_set(text.get(), host.data(), static_cast<int>(host.size())) != 1)
    return false;
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, text.release());
  if (sk_GENERAL_NAME_push(names, name.get()) <= 0) return false;
  (void)name.release();
  return true;
}

bool add(Extensions& all, Extension extension) {
  if (!extension || sk_X509_EXTENSION_push(all.get(), extension.get()) <= 0) return false;
  (void)extension.release();
  return true;
}

bool add_fixed(Extensions& all, int kind, const char* value) {
  return add(all, Extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value)));
}

Extensions extensions_for(const EVP_PKEY* key, const Subject& subject) {
  Extensions all(sk_X509_EXTENSION_new_null());
  const Names names(GENERAL_NAMES_new());
  if (!all || !names) return nullptr;
  const auto added = [&](const std::string& host) { return add_name(names.get(), host); };
  if (!std::ranges::all_of(subject.names, added)) return nullptr;
  if (!subject.names.empty() &&
      !add(all, Extension(X509V3_EXT_i2d(NID_subject_alt_name, 0, names.get()))))
    return nullptr;
  const char* usage = type_of(key) == KeyType::rsa ? "critical,digitalSignature,keyEncipherment"
                                                   : "critical,digitalSignature";
  if (!add_fixed(all, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_fixed(all, NID_key_usage, usage) || !add_fixed(all, NID_ext_key_usage, "serverAuth"))
    return nullptr;
  return all;
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_new());
  return number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_period(X509* certificate, Time from, Time until) {
  const auto seconds = [](Time at) { return std::chrono::system_clock::to_time_t(at); };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(until)) != nullptr;
}

const EVP_MD* digest_for(const EVP_PKEY* key) {
  return EVP_PKEY_get_bits(key) == 384 ? EVP_sha384() : EVP_sha256();
}

bool add_to(X509* certificate, const Extensions& all) {
  for (int at = 0; at < sk_X509_EXTENSION_num(all.get()); ++at)
    if (X509_add_ext(certificate, sk_X509_EXTENSION_value(all.get(), at), -1) != 1) return false;
  return true;
}

}  // namespace

bool is_host_name(std::string_view name) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= longest_host && std::ranges::all_of(name, fits);
}

Result<void> check(const Subject& subject) {
  for (const auto& attribute : attributes) {
    const auto& value = subject.*attribute.value;
    if (value.size() > attribute.longest) return unfit(attribute.name, "too long");
    if (!is_plain_text(value)) return unfit(attribute.name, "not a text");
  }
  if (subject.common_name.empty()) return unfit("CommonName", "missing");
  if (!subject.country.empty() && !is_country(subject.country))
    return unfit("Country", "a code of two letters is expected");
  if (!subject.contact.empty() && !is_address(subject.contact))
    return unfit("Contact", "an e-mail address is expected");
  if (subject.names.size() > most_names) return unfit("Names", "too many");
  if (!std::ranges::all_of(subject.names, is_certificate_name))
    return unfit("Names", "not a host name");
  return {};
}

Result<std::string> make_signing_request(EVP_PKEY* key, const Subject& subject) {
  if (auto fits = check(subject); !fits) return std::unexpected(std::move(fits.error()));
  const Request request(X509_REQ_new());
  const auto extensions = extensions_for(key, subject);
  if (!request || !extensions || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      !set_subject(X509_REQ_get_subject_name(request.get()), subject) ||
      X509_REQ_add_extensions(request.get(), extensions.get()) != 1 ||
      X509_REQ_set_pubkey(request.get(), key) != 1 ||
      X509_REQ_sign(request.get(), key, digest_for(key)) == 0)
    return openssl_failed(ErrorCode::unavailable, "cannot make a signing request");
  const Bio text(BIO_new(BIO_s_mem()));
  if (!text || PEM_write_bio_X509_REQ(text.get(), request.get()) != 1)
    return openssl_failed(ErrorCode::unavailable, "cannot write a signing request");
  return std::string(contents(text.get()));
}

Result<Certificate> make_self_signed(EVP_PKEY* key, const Subject& subject, Time from, Time until) {
  if (auto fits = check(subject); !fits) return std::unexpected(std::move(fits.error()));
  Certificate certificate(X509_new());
  const auto extensions = extensions_for(key, subject);
  if (!certificate || !extensions || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || !set_period(certificate.get(), from, until) ||
      !set_subject(X509_get_subject_name(certificate.get()), subject) ||
      X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) != 1 ||
      !add_to(certificate.get(), extensions) || X509_set_pubkey(certificate.get(), key) != 1 ||
      X509_sign(certificate.get(), key, digest_for(key)) == 0)
    return openssl_failed(ErrorCode::unavailable, "cannot make a certificate");
  return certificate;
}

}  // namespace gatehouse::pki
