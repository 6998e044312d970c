// OpenSSL's questions in the middle of a handshake, answered from what was chosen for it.
#pragma once

#include "pki/openssl.h"
#include "pki/served_domain.h"

namespace gatehouse::pki {

// Application protocols, clients' certificates, the log.
void answer_handshakes(SSL_CTX* context);

// What a connection was given; null before the ClientHello was seen.
[[nodiscard]] const Chosen* chosen_for(const SSL* ssl);

// The facts of a verified client certificate that go into a ticket and come back from it.
[[nodiscard]] bool describe_session(SSL* ssl);
// Whether the session may be used still; then the handshake has its facts.
[[nodiscard]] bool accept_session(SSL* ssl, SSL_SESSION* session);

void log_refusal(const SSL* ssl, std::string_view why);

}  // namespace gatehouse::pki
