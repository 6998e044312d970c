// An account's own password: chooses the scheme by the account's settings, binds what is stored to
// its place, and answers mechanisms from it. Pure work, no waiting, but hashing costs tens of
// milliseconds: on an event loop verify() and encode() go through net::Offload. Safe for concurrent
// use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "password/scheme.h"

namespace gatehouse::credentials {

class OwnPasswords {
 public:
  // Both must outlive this.
  OwnPasswords(const crypto::Seal& seal, crypto::Entropy& entropy);

  // The stored form of a new password for `account` of `domain`: prepared (SASLprep), acceptable,
  // in the effective PasswordEncryption of `explicit_settings`; `verifiers` keeps what the domain's
  // AUTHMethods ask for. An empty password gives an empty string: no own password.
  [[nodiscard]] Result<std::string> encode(const directory::Domain& domain,
                                           std::string_view account,
                                           const settings::Dictionary& explicit_settings,
                                           std::string_view password) const;

  // Whether this is the own password. false also when there is none, it is empty, or UseAppPassword
  // is NO.
  [[nodiscard]] Result<bool> verify(const directory::Account& account,
                                    std::string_view password) const;
  // verify() is cheap enough for an event loop: no slow hash in the stored form.
  [[nodiscard]] bool cheap_to_verify(const directory::Account& account) const;

  // The secret for a mechanism; nullopt: the stored form cannot give it, or there is none.
  [[nodiscard]] Result<std::optional<password::StoredSecret>> secret(
      const directory::Account& account, password::SecretForm form, std::string_view user,
      std::string_view realm) const;
  // What a name that does not exist is answered: the same name gives the same salt, for ever, and
  // keys that nobody knows the password of. Cheap.
  [[nodiscard]] password::StoredSecret decoy(std::string_view canonical_name,
                                             password::SecretForm form) const;

  // Rewrites what is bound to the account's place after a rename. What depended on the old name and
  // cannot be made again (DIGEST-MD5 of `verifiers`) is left out.
  [[nodiscard]] Result<settings::Dictionary> moved(settings::Dictionary explicit_settings,
                                                   const directory::Account& from,
                                                   const directory::Domain& to_domain,
                                                   std::string_view to_name) const;

 private:
  const crypto::Seal& seal_;
  crypto::Entropy& entropy_;
  std::string nobodys_record_;  // sealed, as long as a real one
};

}  // namespace gatehouse::credentials
