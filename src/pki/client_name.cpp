#include "pki/client_name.h"

#include <openssl/err.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "pki/openssl.h"
#include "pki/signing_request.h"

namespace gatehouse::pki {
namespace {

constexpr std::size_t longest_certificate = 65536;
constexpr std::size_t longest_address = 255;
constexpr int most_names = 100;

using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using Address = std::optional<std::string>;

std::unexpected<Error> no_name(std::string why) {
  ERR_clear_error();
  return fail(ErrorCode::not_allowed, "certificate: " + std::move(why));
}

std::string bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool is_usable(std::string_view address) {
  const auto at = address.find('@');
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("._+-'=").contains(c);
  };
  return address.size() <= longest_address && at != address.npos && at > 0 &&
         std::ranges::all_of(address.substr(0, at), fits) && is_host_name(address.substr(at + 1));
}

Result<Address> alternative_name(const X509* certificate) {
  int critical = 0;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, nullptr)));
  if (!names && critical != -1) return no_name("its subjectAltName is damaged or there twice");
  if (!names) return Address{};
  const int count = sk_GENERAL_NAME_num(names.get());
  if (count > most_names) return no_name("too many names");
  Address found;
  for (int at = 0; at < count; ++at) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), at);
    if (name->type != GEN_EMAIL) continue;
    if (found) return no_name("several addresses in subjectAltName");
    found = bytes_of(name->d.rfc822Name);
  }
  return found;
}

bool stands_alone(const X509_NAME* subject, int at) {
  const int set = X509_NAME_ENTRY_set(X509_NAME_get_entry(subject, at));
  const auto in_set = [&](int other) {
    return other >= 0 && other < X509_NAME_entry_count(subject) &&
           X509_NAME_ENTRY_set(X509_NAME_get_entry(subject, other)) == set;
  };
  return !in_set(at - 1) && !in_set(at + 1);
}

Result<Address> subject_address(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  if (X509_NAME_entry_count(subject) > most_names) return no_name("too many names");
  const int at = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, -1);
  if (at < 0) return Address{};
  if (X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, at) >= 0)
    return no_name("several addresses in its subject");
  if (!stands_alone(subject, at)) return no_name("an address beside something else in its subject");
  const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  const int type = ASN1_STRING_type(value);
  if (type != V_ASN1_IA5STRING && type != V_ASN1_UTF8STRING && type != V_ASN1_PRINTABLESTRING)
    return no_name("an address that is no text");
  return Address{bytes_of(value)};
}

}  // namespace

Result<std::string> name_in_certificate(std::string_view der) {
  if (der.size() > longest_certificate) return fail(ErrorCode::malformed, "certificate: too long");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  const Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != end)
    return openssl_failed(ErrorCode::malformed, "certificate: damaged");
  auto alternative = alternative_name(certificate.get());
  if (!alternative) return std::unexpected(std::move(alternative.error()));
  auto subject = subject_address(certificate.get());
  if (!subject) return std::unexpected(std::move(subject.error()));
  if (!*alternative && !*subject) return no_name("no address");
  if (*alternative && *subject && !same_but_case(**alternative, **subject))
    return no_name("its subject and its subjectAltName disagree");
  auto address = std::move(*alternative ? **alternative : **subject);
  if (!is_usable(address)) return no_name("an address that no account has: " + escaped(address));
  return address;
}

}  // namespace gatehouse::pki
