// The PKI part of a domain's settings: read for use, and checked and sealed on its way in.
//
// PrivateSecureKey, SecureCertificate and CAChain are DataBlocks (DER) as the guide has them, or
// arrays of such, so that a domain can have an RSA and an ECDSA key at once; which certificate is
// of which key is told by what is in them, never by their order. PEM as a string is taken too, and
// kept as DER. Private keys are kept sealed under the site key, bound to the domain's ID.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/seal.h"
#include "pki/certificate.h"
#include "pki/private_key.h"
#include "pki/served_domain.h"
#include "settings/value.h"

namespace gatehouse::pki {

inline constexpr std::string_view private_keys_key = "PrivateSecureKey";
inline constexpr std::string_view certificates_key = "SecureCertificate";
inline constexpr std::string_view chain_key = "CAChain";
inline constexpr std::string_view trusted_key = "TrustedCerts";  // of a domain, and of the server

// --- reading what was stored

// The private keys among a domain's own settings; none is no error. damaged: not sealed here.
[[nodiscard]] Result<std::vector<Key>> keys_in(const settings::Dictionary& settings,
                                               const crypto::Seal& seal,
                                               std::string_view domain_id);
// Certificates under any of the other keys; none is no error.
[[nodiscard]] Result<std::vector<Certificate>> certificates_in(const settings::Dictionary& settings,
                                                               std::string_view key);
// Each key that has a certificate, with its chain. Nothing is checked again.
[[nodiscard]] Result<std::vector<Identity>> identities_in(const settings::Dictionary& settings,
                                                          const crypto::Seal& seal,
                                                          std::string_view domain_id);

// --- on the way in

struct Accepted {
  settings::Dictionary settings;
  std::vector<std::string> warnings;  // for the administrator; nothing is refused for them
};

// `all`: what the domain's settings are to be; `sent`: what a command brought of it, in the clear,
// already in `all`. A certificate without its key goes away with it. malformed: a key or
// certificate that cannot be read or is too weak, two keys of one type, a sent certificate of
// another key, an authority that is none; the detail begins with the setting.
[[nodiscard]] Result<Accepted> with_sealed_keys(settings::Dictionary all,
                                                const settings::Dictionary& sent,
                                                const crypto::Seal& seal,
                                                std::string_view domain_id, Time now);

// The settings with these private keys instead of what was there; certificates of others go away.
[[nodiscard]] settings::Dictionary with_keys(settings::Dictionary all, std::span<const Key> keys,
                                             const crypto::Seal& seal, std::string_view domain_id);

// TrustedCerts in any form, checked and as it is kept: an array of DataBlocks.
[[nodiscard]] Result<settings::Value> trusted_value(const settings::Value& sent);

// A key, sealed for its domain, and certificates as they are kept.
[[nodiscard]] settings::Value sealed_keys(std::span<const Key> keys, const crypto::Seal& seal,
                                          std::string_view domain_id);
[[nodiscard]] settings::Value certificates_value(std::span<const Certificate> certificates);
[[nodiscard]] settings::Value chain_value(std::span<const Certificate> certificates);

}  // namespace gatehouse::pki
