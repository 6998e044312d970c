// OpenSSL's objects with owners, for the sources of this room and those who handle certificates.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace gatehouse::pki {

template <auto free>
struct Freed {
  template <class Object>
  void operator()(Object* object) const {
    free(object);
  }
};

using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using SslContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;

// `what`, and the reason that OpenSSL gives; empties its list.
[[nodiscard]] std::unexpected<Error> openssl_failed(ErrorCode code, std::string_view what);

[[nodiscard]] Bio reading(std::string_view text);
[[nodiscard]] std::string_view contents(BIO* memory);  // of a memory BIO that was written to
// After the last block that could be read: whether the text ended there.
[[nodiscard]] bool ended_well();

// For readers of PEM: a passphrase is never given, there is nobody to ask.
int no_passphrase(char*, int, int, void*);

[[nodiscard]] Time to_time(const ASN1_TIME* at);  // the far past when it cannot be read
[[nodiscard]] bool is_pem(std::string_view bytes);

// The DER form of anything OpenSSL writes with an i2d function.
template <auto write, class Object>
[[nodiscard]] std::string der_of(const Object* object) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace gatehouse::pki
