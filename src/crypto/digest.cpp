#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace gatehouse::crypto {
namespace {

struct HashFacts {
  const char* name;
  std::size_t size;
};
constexpr std::array<HashFacts, 5> facts{
    {{"MD5", 16}, {"SHA1", 20}, {"SHA256", 32}, {"SHA384", 48}, {"SHA512", 64}}};

const HashFacts& facts_of(Hash hash) { return facts[static_cast<std::size_t>(hash)]; }

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Free>;

// A digest that OpenSSL refuses would make every comparison meaningless: better no server.
void must(bool done) {
  if (!done) std::abort();
}

unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Fetched once for the life of the process: a fetch costs more than a short digest.
const EVP_MD* method(Hash hash) {
  static const auto methods = [] {
    std::array<const EVP_MD*, facts.size()> all{};
    for (std::size_t i = 0; i < facts.size(); ++i)
      must((all[i] = EVP_MD_fetch(nullptr, facts[i].name, nullptr)) != nullptr);
    return all;
  }();
  return methods[static_cast<std::size_t>(hash)];
}

MacContext new_hmac(Hash hash) {
  static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  must(mac != nullptr);
  MacContext context(EVP_MAC_CTX_new(mac));
  std::string name = facts_of(hash).name;
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  must(context != nullptr && EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1);
  return context;
}

// One context per thread and hash: making one costs more than using it.
EVP_MAC_CTX* hmac_context(Hash hash) {
  static thread_local std::array<MacContext, facts.size()> contexts;
  auto& context = contexts[static_cast<std::size_t>(hash)];
  if (context == nullptr) context = new_hmac(hash);
  return context.get();
}

EVP_MD_CTX* digest_context() {
  static thread_local const DigestContext context(EVP_MD_CTX_new());
  must(context != nullptr);
  return context.get();
}

}  // namespace

std::size_t size_of(Hash hash) { return facts_of(hash).size; }

std::string digest(Hash hash, std::string_view bytes) {
  std::string result(size_of(hash), '\0');
  auto* context = digest_context();
  must(EVP_DigestInit_ex2(context, method(hash), nullptr) == 1 &&
       EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
       EVP_DigestFinal_ex(context, raw(result), nullptr) == 1);
  return result;
}

std::string hmac(Hash hash, std::string_view key, std::string_view bytes) {
  std::string result(size_of(hash), '\0');
  auto* context = hmac_context(hash);
  std::size_t length = 0;
  // A null key would mean "the key of last time".
  const unsigned char* key_bytes = key.empty() ? raw(std::string_view("")) : raw(key);
  must(EVP_MAC_init(context, key_bytes, key.size(), nullptr) == 1 &&
       EVP_MAC_update(context, raw(bytes), bytes.size()) == 1 &&
       EVP_MAC_final(context, raw(result), &length, result.size()) == 1);
  return result;
}

std::string pbkdf2(Hash hash, std::string_view password, std::string_view salt,
                   unsigned iterations) {
  std::string result(size_of(hash), '\0');
  must(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), raw(salt),
                         static_cast<int>(salt.size()), static_cast<int>(iterations), method(hash),
                         static_cast<int>(result.size()), raw(result)) == 1);
  return result;
}

}  // namespace gatehouse::crypto
