// The account's own password, or the own password of a tag. Slow hashes run on their own pool; one
// that was right a moment ago is remembered.
#pragma once

#include "auth/sources.h"

namespace gatehouse::auth::own {

[[nodiscard]] bool asked(const directory::Account& account, std::string_view tag);
[[nodiscard]] net::Task<Result<Checked>> check(const SourceParts& parts,
                                               const PasswordCheck& check);

}  // namespace gatehouse::auth::own
