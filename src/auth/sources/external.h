// A password that the External Authentication program checks (helper/external.h).
#pragma once

#include "auth/sources.h"

namespace gatehouse::auth::external {

[[nodiscard]] bool asked(const directory::Account& account, std::string_view tag);
[[nodiscard]] net::Task<Result<Checked>> check(const SourceParts& parts,
                                               const PasswordCheck& check);

}  // namespace gatehouse::auth::external
