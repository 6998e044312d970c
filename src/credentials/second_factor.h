// The second factor of an account: codes of an authenticator, and recovery codes for the day it is
// lost. Kept in the account setting `SecondFactorKey`, a dictionary {Secret; Step; Recovery; Since;
// LastUse; Begun; BegunAt;}: the secret sealed for the account's place, recovery codes hashed under
// the site key. A new one is begun first and counts once a right code has shown that somebody's
// authenticator has it.
//
// Every change is a function from explicit settings to explicit settings, for
// Directory::change_account: what was used is noted in the same change that looked at it, so that
// no code counts twice, whoever else looks. Pure; safe for concurrent use.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/directory.h"

namespace gatehouse::credentials {

inline constexpr std::string_view factor_key = "SecondFactorKey";

struct FactorState {
  bool enrolled = false;           // a code can be asked for; also of a record that cannot be read
  bool begun = false;              // ... of a new one, which no code has proved yet
  std::size_t recovery_codes = 0;  // that are left
  std::optional<Time> since{};
  std::optional<Time> last_use{};
};
[[nodiscard]] FactorState factor_state(const settings::Dictionary& explicit_settings);
// Stands for the secret that counts now: another one, or none, is another string.
[[nodiscard]] std::string factor_proof(const settings::Dictionary& explicit_settings);

// Whether it could be a code at all: six digits, or the ten signs of a recovery code.
[[nodiscard]] bool looks_like_a_code(std::string_view text);

class SecondFactor {
 public:
  static constexpr std::size_t secret_size = 20;  // bytes: RFC 4226, section 4, requirement 6
  static constexpr std::size_t recovery_count = 10;
  static constexpr int window = 1;  // steps that a clock may be off, either way
  static constexpr Duration begun_for = std::chrono::minutes{30};

  // Both outlive this.
  SecondFactor(const crypto::Seal& seal, crypto::Entropy& entropy)
      : seal_(seal), entropy_(entropy) {}

  [[nodiscard]] Secret new_secret() const;
  // recovery_count of them: two groups of five letters and digits, 50 bits.
  [[nodiscard]] std::vector<Secret> new_recovery_codes() const;

  using Settings = settings::Dictionary;
  // `account` says whose they are; only its place counts. not_allowed: there is one already.
  [[nodiscard]] Result<Settings> begun(Settings now, const directory::Account& account,
                                       const Secret& secret, Time at) const;
  // The one that was begun counts from now on. wrong_password: the code is another one.
  // not_allowed: none was begun, or too long ago, or there is one already.
  [[nodiscard]] Result<Settings> confirmed(Settings now, const directory::Account& account,
                                           std::string_view code,
                                           const std::vector<Secret>& recovery, Time at) const;
  // That code was used: of the authenticator, of a step later than the last one that was used, or
  // a recovery code, which is gone then. wrong_password: neither. not_found: there is no factor.
  // damaged: the record cannot be read.
  [[nodiscard]] Result<Settings> used(Settings now, const directory::Account& account,
                                      std::string_view code, Time at) const;
  // Others in place of those that are left. not_found: there is no factor.
  [[nodiscard]] Result<Settings> with_recovery(Settings now, const directory::Account& account,
                                               const std::vector<Secret>& recovery) const;
  [[nodiscard]] static Settings without(Settings now);

  // Sealed anew for another place.
  [[nodiscard]] Result<Settings> moved(Settings now, const directory::Account& from,
                                       const directory::Domain& to_domain,
                                       std::string_view to_name) const;

 private:
  [[nodiscard]] Result<Secret> opened(const Settings& record, std::string_view key,
                                      const std::string& place) const;
  [[nodiscard]] std::string hash_of(std::string_view recovery, const Secret& secret) const;
  [[nodiscard]] settings::Array hashes_of(const std::vector<Secret>& recovery,
                                          const Secret& secret) const;

  const crypto::Seal& seal_;
  crypto::Entropy& entropy_;
};

// Whether that is a code of the account's, which is used up then. May block. not_found: the account
// has no second factor.
[[nodiscard]] Result<bool> use_code(directory::Directory& directory, const SecondFactor& factor,
                                    const directory::Account& account, std::string_view code,
                                    Time at);

}  // namespace gatehouse::credentials
