// The functions of every family, by the file they are in.
#pragma once

#include "password/imports/form.h"

namespace gatehouse::password::imports {

// digests.cpp: one round of a hash over password and salt, then the salt.
Result<bool> check_digest(const Import& import, std::string_view password);
Result<bool> check_salted_digest(const Import& import, std::string_view password);

// netscape.cpp: what Netscape's mail server kept.
Result<bool> check_netscape(const Import& import, std::string_view password);

// crypts.cpp: crypt(3) strings behind a prefix.
Result<bool> check_crypt(const Import& import, std::string_view password);
Result<bool> check_des(const Import& import, std::string_view password);
Traits traits_of_crypt(const Import& import);

// argon2.cpp
Result<bool> check_argon2(const Import& import, std::string_view password);

// pbkdf2.cpp
Result<bool> check_pbkdf2(const Import& import, std::string_view password);
Result<bool> check_packed_pbkdf2(const Import& import, std::string_view password);

// scram.cpp
Result<bool> check_scram(const Import& import, std::string_view password);
Result<std::optional<StoredSecret>> scram_secret(const Import& import, SecretForm form);

// verifiers.cpp: what a challenge mechanism keeps, in hex.
Result<bool> check_nt(const Import& import, std::string_view password);
Result<std::optional<StoredSecret>> nt_secret(const Import& import, SecretForm form);
Result<bool> check_cram_md5(const Import& import, std::string_view password);
Result<std::optional<StoredSecret>> cram_md5_secret(const Import& import, SecretForm form);

}  // namespace gatehouse::password::imports
