// Reading and writing DER by OpenSSL's ASN.1 templates: owners and strings around its C interface.
// OpenSSL bounds the nesting (30) and refuses lengths that leave the text.
#pragma once

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <memory>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

template <class Type, auto item>
struct Asn1Freed {
  void operator()(Type* value) const {
    ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(value), item());
  }
};
template <class Type, auto item>
using Asn1 = std::unique_ptr<Type, Asn1Freed<Type, item>>;

// Null: not of this type, or there is something after it.
template <class Type, auto item>
[[nodiscard]] Asn1<Type, item> read_asn1(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = at + der.size();
  Asn1<Type, item> value(
      reinterpret_cast<Type*>(ASN1_item_d2i(nullptr, &at, static_cast<long>(der.size()), item())));
  ERR_clear_error();
  if (at != end) return nullptr;
  return value;
}

template <class Type, auto item>
[[nodiscard]] std::string write_asn1(const Type& value) {
  unsigned char* der = nullptr;
  const int size = ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(&value), &der, item());
  const std::string bytes(reinterpret_cast<const char*>(der),
                          size < 0 ? 0 : static_cast<std::size_t>(size));
  OPENSSL_free(der);
  ERR_clear_error();
  return bytes;
}

[[nodiscard]] inline std::string bytes_of(const ASN1_STRING& string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&string)),
          static_cast<std::size_t>(ASN1_STRING_length(&string))};
}

// "1.2.840.113554.1.2.2"; empty: too long to be of any mechanism we know.
[[nodiscard]] std::string dotted(const ASN1_OBJECT& object);

}  // namespace gatehouse::crypto
