// Where a clear password is checked: one file for each place below sources/, one table, in the
// guide's order. The first that accepts wins; what all of them refuse is wrong; what nobody
// accepted while one could not be asked is unavailable.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "auth/outside.h"
#include "auth/positive_cache.h"
#include "base/clock.h"
#include "credentials/own_passwords.h"
#include "directory/directory.h"
#include "net/offload.h"

namespace gatehouse::auth {

// What sources work with. All outlive every check.
struct SourceParts {
  const credentials::OwnPasswords& passwords;
  const Clock& clock;
  net::Offload& hashing;
  PositiveCache& positive;
  std::atomic<std::uint64_t>& slow_checks;  // counted, for figures and tests only
  Outside* outside;                         // null: nothing beyond this process can be asked
};

struct PasswordCheck {
  directory::AccountView account;
  std::string tag;            // of user$tag: only the own password of that tag can match
  std::string_view password;  // as typed, not empty; outlives the check
  std::string service;        // code of the Enabled Services list
  IpAddress client;
};

struct Checked {
  bool right;
  bool slow = false;  // it took a slow hash, or somebody outside did the work
};

struct Source {
  std::string_view name;  // as the audit and `explain` call it
  std::string_view key;   // the account setting that asks for it
  bool outside;
  // Whether the account's settings ask for it. A tagged name is nobody's but the own password's.
  bool (*asked)(const directory::Account& account, std::string_view tag);
  net::Task<Result<Checked>> (*check)(const SourceParts& parts, const PasswordCheck& check);
};

[[nodiscard]] std::span<const Source> sources();

// Everything outside that an account could be asked for.
[[nodiscard]] bool asks_outside(const directory::Account& account, std::string_view tag);

}  // namespace gatehouse::auth
