// Settings on their way in and out: what a command brings is checked against the schema and against
// what its caller may change; what is shown never holds a credential.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "control/console.h"
#include "settings/schema.h"
#include "settings/value.h"

namespace gatehouse::control {

// Whether the caller may change a key; null: the key is not in the schema.
using KeyRule = std::function<bool(const settings::Setting* row)>;

[[nodiscard]] KeyRule every_key();
// Of the server's own settings: those without a right in their row, and those whose right it holds.
[[nodiscard]] KeyRule keys_of_server(const Call& call);
// All keys for server administrators; for a domain's, those whose row names a right it holds there.
[[nodiscard]] KeyRule keys_of(const Call& call, const directory::Domain& domain);
// The same for settings that accounts inherit, of `domain` or, null, of the whole site: where
// accounts above the caller would inherit them, not those by which others could open accounts.
[[nodiscard]] KeyRule keys_of_defaults(const Call& call, const directory::Domain* domain);

struct NewSettings {
  settings::Dictionary changes;       // checked; "default" for a key to be removed; no credentials
  std::optional<Secret> password;     // the account's Password as sent; empty: to have none
  std::vector<std::string> left_out;  // keys the caller may not change
};

// malformed: a value is not of its setting's kind; the detail begins with the key. not_allowed:
// the caller may change none of the keys. #NULL# counts as "default".
[[nodiscard]] Result<NewSettings> accepted(const settings::Dictionary& sent, settings::Level level,
                                           const KeyRule& may_change);
// The same where no credential may stand: defaults, domains and the server.
[[nodiscard]] Result<NewSettings> accepted_without_password(const settings::Dictionary& sent,
                                                            settings::Level level,
                                                            const KeyRule& may_change);

// What opens a door is never shown: a password, a private key.
[[nodiscard]] bool is_credential(std::string_view key);

// UPDATE and SET. What is never shown cannot be sent back, so SET keeps it.
[[nodiscard]] settings::Dictionary after_update(const settings::Dictionary& now,
                                                const settings::Dictionary& changes);
[[nodiscard]] settings::Dictionary after_set(const settings::Dictionary& now,
                                             const settings::Dictionary& changes);

// Without credentials.
[[nodiscard]] settings::Dictionary shown(const settings::Dictionary& all);

// "OK", or OK and which keys were left alone.
[[nodiscard]] Outcome done_but_for(const std::vector<std::string>& left_out);

}  // namespace gatehouse::control
