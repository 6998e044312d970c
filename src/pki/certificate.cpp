#include "pki/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "pki/private_key.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t longest_lists = 16U << 20U;
constexpr std::size_t most_lists = 1000;
constexpr std::size_t most_names = 100;

std::unexpected<Error> unfit(std::string why) {
  ERR_clear_error();
  return fail(ErrorCode::malformed, std::move(why));
}

// How one kind of object is read.
template <class Object>
struct Reader {
  Object (*next_pem)(BIO* text);
  Object (*next_der)(const unsigned char** at, long size);
  std::size_t most;
  std::size_t longest;
  const char* what;
};

template <class Object>
Result<std::vector<Object>> read_all(std::string_view bytes, const Reader<Object>& reader) {
  const std::string what(reader.what);
  if (bytes.size() > reader.longest) return unfit("the " + what + " is too long");
  std::vector<Object> all;
  const bool pem = is_pem(bytes);
  const auto text = reading(bytes);
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  while (pem || at != end) {
    auto next = pem ? reader.next_pem(text.get()) : reader.next_der(&at, end - at);
    if (!next && pem && ended_well()) break;
    if (!next) return unfit("the " + what + " is damaged");
    if (all.size() == reader.most) return unfit("there is more than one " + what + " too many");
    all.push_back(std::move(next));
  }
  ERR_clear_error();
  if (all.empty()) return unfit("this is no " + what + " in PEM or DER");
  return all;
}

std::string shown(const X509_NAME* name) {
  const Bio text(BIO_new(BIO_s_mem()));
  if (!text || X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  return escaped(contents(text.get()), 512);
}

std::vector<std::string> dns_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> all;
  for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()); ++at) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), at);
    if (name->type != GEN_DNS || all.size() == most_names) continue;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName));
    all.push_back(escaped({bytes, size}));
  }
  ERR_clear_error();
  return all;
}

std::string serial_of(const X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* text = number ? BN_bn2hex(number.get()) : nullptr;
  std::string hex = text == nullptr ? "" : lower_case(text);
  OPENSSL_free(text);
  return hex;
}

bool issued(X509* issuer, X509* subject) {
  return X509_check_issued(issuer, subject) == X509_V_OK &&
         X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
}

bool is_self_signed(X509* certificate) { return X509_self_signed(certificate, 1) == 1; }

}  // namespace

Result<std::vector<Certificate>> read_certificates(std::string_view bytes) {
  constexpr Reader<Certificate> reader{
      [](BIO* text) {
        return Certificate(PEM_read_bio_X509(text, nullptr, no_passphrase, nullptr));
      },
      [](const unsigned char** at, long size) { return Certificate(d2i_X509(nullptr, at, size)); },
      most_certificates, longest_certificates, "certificate"};
  return read_all(bytes, reader);
}

Result<std::vector<RevocationList>> read_revocation_lists(std::string_view bytes) {
  constexpr Reader<RevocationList> reader{
      [](BIO* text) {
        return RevocationList(PEM_read_bio_X509_CRL(text, nullptr, no_passphrase, nullptr));
      },
      [](const unsigned char** at, long size) {
        return RevocationList(d2i_X509_CRL(nullptr, at, size));
      },
      most_lists, longest_lists, "revocation list"};
  return read_all(bytes, reader);
}

std::string to_der(const X509* certificate) { return der_of<i2d_X509>(certificate); }

std::string to_pem(const X509* certificate) {
  const Bio text(BIO_new(BIO_s_mem()));
  if (!text || PEM_write_bio_X509(text.get(), certificate) != 1) return {};
  return std::string(contents(text.get()));
}

std::string fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), bytes.data(), &size) != 1) return {};
  return to_hex({reinterpret_cast<const char*>(bytes.data()), size});
}

Certificate shared(X509* certificate) {
  X509_up_ref(certificate);
  return Certificate(certificate);
}

bool belongs_to(const X509* certificate, const EVP_PKEY* key) {
  const auto* own = X509_get0_pubkey(certificate);
  const bool same = own != nullptr && EVP_PKEY_eq(own, key) == 1;
  ERR_clear_error();
  return same;
}

bool covers(X509* certificate, std::string_view host) {
  return X509_check_host(certificate, host.data(), host.size(),
                         X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

bool is_authority(X509* certificate) {
  const bool may_sign = (X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) != 0;
  return X509_check_ca(certificate) == 1 && may_sign;
}

CertificateFacts facts_of(X509* certificate) {
  const auto* key = X509_get0_pubkey(certificate);
  CertificateFacts facts{.subject = shown(X509_get_subject_name(certificate)),
                         .issuer = shown(X509_get_issuer_name(certificate)),
                         .serial = serial_of(certificate),
                         .names = dns_names(certificate),
                         .from = to_time(X509_get0_notBefore(certificate)),
                         .until = to_time(X509_get0_notAfter(certificate)),
                         .key = key == nullptr ? "unknown" : described(key),
                         .self_signed = is_self_signed(certificate)};
  ERR_clear_error();
  return facts;
}

Chain chain_above(X509* leaf, std::span<const Certificate> pool) {
  Chain chain;
  X509* last = leaf;
  while (!is_self_signed(last) && chain.above.size() < pool.size()) {
    const auto next = std::ranges::find_if(
        pool, [last](const Certificate& above) { return issued(above.get(), last); });
    if (next == pool.end()) break;
    last = next->get();
    if (!is_self_signed(last)) chain.above.push_back(shared(last));
    if (is_self_signed(last)) break;
  }
  if (!is_self_signed(last)) chain.next_issuer = shown(X509_get_issuer_name(last));
  ERR_clear_error();
  return chain;
}

}  // namespace gatehouse::pki
