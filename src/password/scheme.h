// How an account's own password is stored. One file per stored form, one table (schemes.cpp).
//
// A stored password is one string, the value of the account setting `Password`. Its form is told by
// its first bytes: clear text has no mark; \002 marks U-crpt (any crypt form), \003 UB-crpt
// (bcrypt) as the modelled product does; \004 is our `sealed` form and \005 our `verifiers` form.
// No function here waits, looks an account up, or knows a mechanism.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/seal.h"

namespace gatehouse::password {

// The forms in which a stored password can serve a mechanism.
enum class SecretForm {
  clear_text,
  cram_md5,
  digest_md5,
  scram_sha1,
  scram_sha256,
  scram_sha512,
  nt
};
[[nodiscard]] bool has_salt(SecretForm form);  // the SCRAM forms

// What a scheme must know besides the stored string.
struct Context {
  const crypto::Seal* seal;      // never null; outlives the call
  crypto::Entropy* entropy;      // never null
  std::string place;             // binds a sealed value: domain id, account name, tag
  std::string account;           // simple account name, for DIGEST-MD5
  std::string domain;            // canonical domain name: the DIGEST-MD5 realm
  std::vector<SecretForm> keep;  // beyond the scheme's own: what the domain's login methods ask for
};

// What FetchSecret may be answered with. For digest_md5 `bytes` is H(user:realm:password), 16 raw
// bytes; for cram_md5 the 32 bytes of hmac_md5_states; for scram_* the StoredKey followed by the
// ServerKey with salt and iterations beside; for nt 16 bytes; for clear_text the password.
struct StoredSecret {
  Secret bytes;
  std::string salt;         // scram only
  unsigned iterations = 0;  // scram only
};

struct Scheme {
  std::string_view name;  // value of the PasswordEncryption setting
  bool settable;          // may be chosen for new passwords

  [[nodiscard]] bool (*recognises)(std::string_view stored);
  // Whether `password` is the one stored. An unusable stored string is `damaged`.
  // Cost parameters above the caps in schemes.cpp are refused as damaged, never computed.
  [[nodiscard]] Result<bool> (*check)(std::string_view stored, std::string_view password,
                                      const Context& context);
  // too_long: the form cannot hold all of the password (bcrypt 72 bytes, DES crypt 8).
  [[nodiscard]] Result<std::string> (*encode)(std::string_view password, const Context& context);
  // The secret in the form asked; nullopt when this stored string cannot give it.
  // `user` and `realm` matter to digest_md5 only.
  [[nodiscard]] Result<std::optional<StoredSecret>> (*secret)(std::string_view stored,
                                                              SecretForm form,
                                                              std::string_view user,
                                                              std::string_view realm,
                                                              const Context& context);
  // The stored string bound to another place, after a rename; what depended on the old name and
  // cannot be made again is left out.
  [[nodiscard]] Result<std::string> (*moved)(std::string_view stored, const Context& from,
                                             const Context& to);
  // check() of this stored string needs no slow hash: it may run on an event loop.
  [[nodiscard]] bool (*cheap)(std::string_view stored);
  // encode() would choose the same form at the same cost, and keep the same forms. false also when
  // the string cannot be read.
  [[nodiscard]] bool (*current)(std::string_view stored, const Context& context);
};

[[nodiscard]] std::span<const Scheme> schemes();
[[nodiscard]] const Scheme* scheme_named(std::string_view name);  // any case; null: no such scheme
[[nodiscard]] const Scheme& scheme_of(std::string_view stored);   // total: clear text is the last

// Limits that hold for every scheme, refused as malformed or too_long before any hashing:
// an empty password, a NUL, more than 1024 bytes, invalid UTF-8.
inline constexpr std::size_t longest_password = 1024;
[[nodiscard]] Result<void> acceptable(std::string_view password);

// The same work as checking a wrong password of the default scheme, for names that do not exist.
void burn_one_check(std::string_view password);

// H(user:realm:password) of DIGEST-MD5 (RFC 2831, section 2.1.2.1): each part in ISO 8859-1 when it
// has a form there, whatever the client's charset was.
[[nodiscard]] std::string digest_md5_user_hash(std::string_view user, std::string_view realm,
                                               std::string_view password);

// The secret every scheme's clear-text form can be turned into (sealed, clear, and decoys use it).
[[nodiscard]] StoredSecret derive(std::string_view password, SecretForm form, std::string_view user,
                                  std::string_view realm, std::string_view scram_salt);

inline constexpr unsigned scram_iterations = 15000;
inline constexpr std::size_t scram_salt_size = 16;

}  // namespace gatehouse::password
