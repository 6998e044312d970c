// A password that an LDAP server checks (ldap/uri_passwords.h).
#pragma once

#include "auth/sources.h"

namespace gatehouse::auth::uri {

[[nodiscard]] bool asked(const directory::Account& account, std::string_view tag);
[[nodiscard]] net::Task<Result<Checked>> check(const SourceParts& parts,
                                               const PasswordCheck& check);

}  // namespace gatehouse::auth::uri
