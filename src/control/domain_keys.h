// The one way into a domain's stored settings: its private keys are sealed on the way, its
// certificates checked.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/console.h"
#include "pki/domain_keys.h"

namespace gatehouse::control {

// Stores `all` as the domain's settings; `sent`: what the command brought of it, in the clear.
// The result: warnings for the administrator. Held: site.changing. Errors: those of
// pki::with_sealed_keys and of the store; unavailable: this server keeps no keys.
[[nodiscard]] Result<std::vector<std::string>> store_settings(Site& site,
                                                              const directory::Domain& now,
                                                              settings::Dictionary all,
                                                              const settings::Dictionary& sent);

// What is nobody's own: settings for all domains, or for one that is not made yet, hold no keys.
[[nodiscard]] Result<void> without_keys(const settings::Dictionary& sent);

// A command that changes the PKI settings of a domain as they are now: `change` gives what is sent
// in their place; the value "default" removes one.
using PkiChange = std::function<Result<settings::Dictionary>(const directory::Domain& now)>;
[[nodiscard]] Result<Outcome> change_pki(Call& call, const directory::Domain& domain,
                                         const PkiChange& change);

// The same for its private keys: `change` alters them. A certificate goes away with its key.
using KeyChange = std::function<Result<void>(std::vector<pki::Key>& keys)>;
[[nodiscard]] Result<Outcome> change_keys(Call& call, const directory::Domain& domain,
                                          const KeyChange& change);

// The domain that comes next on the line, with the right asked: keys are not changed by a command
// that names none.
[[nodiscard]] Result<directory::DomainView> take_named_domain(Call& call, const Verb& verb);

// "TYPE RSA", "TYPE ECDSA", or nothing.
[[nodiscard]] Result<std::optional<pki::KeyType>> take_key_type(Arguments& arguments);
// PEM in quotes, or a DataBlock: one value with what it holds.
[[nodiscard]] Result<settings::Value> take_material(Arguments& arguments, std::string_view what);

[[nodiscard]] Outcome done_with(const std::vector<std::string>& warnings);

}  // namespace gatehouse::control
