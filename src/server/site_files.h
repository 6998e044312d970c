// The files of a site that are not settings: the site key, the test certificate, the list of
// first passwords. Paths are relative to the base folder, which is the current folder of the
// server.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/entropy.h"
#include "pki/tls_contexts.h"

namespace gatehouse::server {

inline constexpr std::string_view lock_file = "run/lock";
inline constexpr std::string_view control_socket = "run/cli";
inline constexpr std::string_view protection_file = "run/protection";
inline constexpr std::string_view default_key_file = "keys/site.key";
inline constexpr std::string_view certificate_file = "keys/test-certificate.pem";
inline constexpr std::string_view certificate_key_file = "keys/test-certificate.key";
inline constexpr std::string_view first_passwords_file = "initial-passwords";

[[nodiscard]] Result<Secret> read_file(const std::filesystem::path& path, std::size_t longest);

// 32 random bytes as base64 text, 0400. already_exists: never overwrites a key.
[[nodiscard]] Result<void> make_site_key(const std::filesystem::path& path,
                                         crypto::Entropy& entropy);
// not_allowed: others can read the file.
[[nodiscard]] Result<Secret> read_site_key(const std::filesystem::path& path);

// The test certificate for `host`: the one on disk while it is good for seven more days, else a new
// one.
[[nodiscard]] Result<pki::KeyPair> test_certificate(std::string_view host, Time now);

// Held by the server of this site for as long as the process lives.
// conflict: another server has it.
[[nodiscard]] Result<void> lock_site();

// Takes the line of `full_name` out of the list of first passwords; the file goes with the last
// line.
[[nodiscard]] Result<void> forget_first_password(const std::string& full_name);
// The account, or all of the domain, got another name; `to` empty: it is gone.
[[nodiscard]] Result<void> move_first_passwords(const std::string& from, const std::string& to);

}  // namespace gatehouse::server
