// What a mailbox is used for (RFC 6154, section 2): kept in its folder when it was made for that,
// else known by its name, as long as no other mailbox has the use. Every call may block.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::mailbox {

// The one use a mailbox shall have, as we spell it ("\\Sent"; empty: none), of those asked for in
// any case. nullopt: one we do not have, or more than one.
[[nodiscard]] std::optional<std::string_view> use_of(const std::vector<std::string>& wanted);

// Mailboxes::create(), with a use of use_of(). conflict: another mailbox was made for it.
[[nodiscard]] Result<void> create_for(const Mailboxes& mailboxes, std::string_view name,
                                      std::string_view use);

// The uses of those that have one, by name.
[[nodiscard]] std::map<std::string, std::string> special_uses(
    const Mailboxes& mailboxes, const std::vector<Mailboxes::Entry>& entries);

}  // namespace gatehouse::mailbox
