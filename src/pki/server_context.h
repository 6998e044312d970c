// One certificate, made ready for handshakes; and the settings that all handshakes share.
#pragma once

#include "pki/openssl.h"
#include "pki/tls_contexts.h"

namespace gatehouse::pki {

// Versions, ciphers, groups, options and ticket keys of the server; no certificate of its own.
[[nodiscard]] Result<SslContext> shared_settings();

// The same with a certificate and its key, checked: readable, belonging together, strong enough.
// It needs all settings too: OpenSSL takes some (the ciphers) from the context that a handshake
// is switched to. Errors: malformed.
[[nodiscard]] Result<SslContext> context_with(const KeyPair& pair);

}  // namespace gatehouse::pki
