// Digests, HMAC and PBKDF2 by OpenSSL. Results are raw bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::crypto {

enum class Hash { md5, sha1, sha256, sha384, sha512 };

[[nodiscard]] std::size_t size_of(Hash hash);
[[nodiscard]] std::string digest(Hash hash, std::string_view bytes);
[[nodiscard]] std::string hmac(Hash hash, std::string_view key, std::string_view bytes);

// RFC 8018 section 5.2; the result is as long as the hash. SCRAM's Hi (RFC 5802 section 2.2).
[[nodiscard]] std::string pbkdf2(Hash hash, std::string_view password, std::string_view salt,
                                 unsigned iterations);

// The two MD5 states after the inner and outer HMAC pads: 16 + 16 bytes, all that CRAM-MD5 needs.
// With states of another size there is no result: it is empty.
[[nodiscard]] std::string hmac_md5_states(std::string_view key);
[[nodiscard]] std::string hmac_md5_from_states(std::string_view states, std::string_view bytes);

// RFC 1320, for the NT verifier. From OpenSSL's legacy provider, kept apart from everything else;
// empty when that provider is not installed.
[[nodiscard]] std::string md4(std::string_view bytes);

}  // namespace gatehouse::crypto
