// OpenSSL's settings objects: one that takes every handshake, one for each domain to which a
// handshake is switched.
#pragma once

#include <span>

#include "pki/openssl.h"
#include "pki/served_domain.h"

namespace gatehouse::pki {

// Versions, ciphers, groups, options and the answers to ALPN and to clients' certificates; no
// certificate of its own.
[[nodiscard]] Result<SslContext> shared_settings();

// The same with certificates and keys, checked: belonging together, strong enough. It needs all
// settings too: OpenSSL takes some (ciphers, callbacks) from the context that a handshake is
// switched to. Errors: malformed.
[[nodiscard]] Result<SslContext> context_with(std::span<const Identity> identities);

}  // namespace gatehouse::pki
