// The operating system's password, through gatehouse-pam (helper/os_passwords.h).
#pragma once

#include "auth/sources.h"

namespace gatehouse::auth::os {

[[nodiscard]] bool asked(const directory::Account& account, std::string_view tag);
[[nodiscard]] net::Task<Result<Checked>> check(const SourceParts& parts,
                                               const PasswordCheck& check);

}  // namespace gatehouse::auth::os
