// What an administrator pastes: private keys, certificates and chains, in PEM or DER. Whatever it
// is, reading it ends soon; what is taken works, and is the same after it was written and read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/seal.h"
#include "pki/certificate.h"
#include "pki/domain_keys.h"
#include "pki/private_key.h"

namespace {

using namespace gatehouse;

void try_key(std::string_view bytes) {
  const auto key = pki::read_key(bytes);
  if (!key) return;
  if (!pki::test_key(key->get())) std::abort();
  const auto again = pki::from_own_der(pki::to_der(key->get()).reveal());
  if (!again || EVP_PKEY_eq(key->get(), again->get()) != 1) std::abort();
}

void try_certificates(std::string_view bytes) {
  const auto all = pki::read_certificates(bytes);
  if (!all) return;
  std::string der;
  for (const auto& one : *all) {
    (void)pki::facts_of(one.get());
    (void)pki::covers(one.get(), "company2.test");
    if (pki::chain_above(one.get(), *all).above.size() > all->size()) std::abort();
    der += pki::to_der(one.get());
  }
  const auto again = pki::read_certificates(der);
  if (again && again->size() != all->size()) std::abort();
}

// Nothing that is kept is a key in the clear.
void try_settings(const std::string& bytes) {
  static crypto::CountingEntropy entropy;
  static const crypto::Seal seal(Secret(std::string(crypto::Seal::key_size, 'k')), entropy);
  const settings::Dictionary sent{{"PrivateSecureKey", settings::Data{bytes}},
                                  {"SecureCertificate", settings::Data{bytes}},
                                  {"CAChain", settings::Data{bytes}}};
  const auto accepted = pki::with_sealed_keys(sent, sent, seal, "id", Time{});
  if (!accepted) return;
  const auto* key = settings::find(accepted->settings, "PrivateSecureKey");
  if (key != nullptr && *key == settings::Value(settings::Data{bytes})) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try_key(bytes);
  try_certificates(bytes);
  (void)pki::read_revocation_lists(bytes);
  try_settings(bytes);
  return 0;
}
