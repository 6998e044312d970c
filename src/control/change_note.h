// What the audit trail is told about a command that changes something: to whom or what, and which
// settings from which value to which. Filled in on the way; never a secret.
#pragma once

#include <string>
#include <string_view>

#include "control/console.h"
#include "settings/value.h"

namespace gatehouse::control {

// The full name of what the command is about. A second one (RENAMEACCOUNT ... INTO) comes behind
// the first.
void note_target(const Call& call, std::string_view name);

// Each key that differs. A credential, a key that calls itself one, and all below it are only said
// to have been set, changed or removed; of certificates the fingerprints are told, of Kerberos keys
// principal, version and type.
void note_changes(const Call& call, const settings::Dictionary& before,
                  const settings::Dictionary& after);
void note_change(const Call& call, std::string_view key, const settings::Value& before,
                 const settings::Value& after);
// What has no value that could be shown: "changed", "removed".
void note_change(const Call& call, std::string_view key, std::string_view what);

// Puts the note of a command into the trail; waits for the disk where the command was done.
[[nodiscard]] Result<void> recorded(const Call& call, const Verb& verb, const Outcome& outcome);

}  // namespace gatehouse::control
