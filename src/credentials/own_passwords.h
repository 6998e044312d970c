// An account's own passwords: the one in `Password` (tag ""), and the tagged ones (tagged.h), each
// with a stored form of its own that is bound to its tag. Chooses the scheme by the account's
// settings, binds what is stored to its place, and answers mechanisms from it. Pure work, no
// waiting, but hashing costs tens of milliseconds: on an event loop verify() and encode() go
// through net::Offload. Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "credentials/second_factor.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "password/description.h"
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
                                           std::string_view password,
                                           std::string_view tag = {}) const;
  // The stored form of a string another program kept (doc/passwords.md has the list): the string
  // itself, marked, or, where it holds the password in clear, what encode() gives. malformed: it
  // could never be verified. As slow as one check of it.
  [[nodiscard]] Result<std::string> imported(const directory::Domain& domain,
                                             std::string_view account,
                                             const settings::Dictionary& explicit_settings,
                                             std::string_view encoded,
                                             std::string_view tag = {}) const;
  // A new one that nobody has to remember: four groups of five letters and digits, 100 bits.
  [[nodiscard]] Secret random_password() const;

  // Whether this is the own password of that tag. false also when there is none, it is empty, or
  // (without a tag) UseAppPassword is NO; tagged passwords do not depend on that setting.
  [[nodiscard]] Result<bool> verify(const directory::Account& account, std::string_view password,
                                    std::string_view tag = {}) const;
  // verify() is cheap enough for an event loop: no slow hash in the stored form.
  [[nodiscard]] bool cheap_to_verify(const directory::Account& account,
                                     std::string_view tag = {}) const;
  // secret() in a SCRAM form would be computed from a recoverable password: slow, as verify() is.
  [[nodiscard]] bool derives(const directory::Account& account, std::string_view tag = {}) const;
  // Something is stored that verify() would look at.
  [[nodiscard]] bool has_password(const directory::Account& account,
                                  std::string_view tag = {}) const;
  // The stored form is not what encode() would make now: another scheme or cost, or not the forms
  // that the domain's AUTHMethods ask for (Upgrade at login). false when there is none.
  [[nodiscard]] bool outdated(const directory::Account& account, std::string_view tag = {}) const;
  // What is stored, also when UseAppPassword is NO; nullopt: nothing.
  [[nodiscard]] std::optional<password::Description> description(const directory::Account& account,
                                                                 std::string_view tag = {}) const;

  // The secret for a mechanism; nullopt: the stored form cannot give it, or there is none.
  [[nodiscard]] Result<std::optional<password::StoredSecret>> secret(
      const directory::Account& account, password::SecretForm form, std::string_view user,
      std::string_view realm, std::string_view tag = {}) const;
  // What a name that does not exist is answered: the same name gives the same salt, for ever, and
  // keys that nobody knows the password of. Cheap.
  [[nodiscard]] password::StoredSecret decoy(std::string_view canonical_name,
                                             password::SecretForm form) const;

  // What a login may ask for beside the password.
  [[nodiscard]] const SecondFactor& second_factor() const { return second_factor_; }

  // Rewrites what is bound to the account's place after a rename, all of the above. What
  // depended on the old name and cannot be made again (DIGEST-MD5 of `verifiers`) is left out.
  [[nodiscard]] Result<settings::Dictionary> moved(settings::Dictionary explicit_settings,
                                                   const directory::Account& from,
                                                   const directory::Domain& to_domain,
                                                   std::string_view to_name) const;

 private:
  const crypto::Seal& seal_;
  crypto::Entropy& entropy_;
  SecondFactor second_factor_;
  std::string nobodys_record_;  // sealed, as long as a real one
};

}  // namespace gatehouse::credentials
