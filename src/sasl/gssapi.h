// GSSAPI, RFC 4752: the Kerberos 5 mechanism of the GSS-API, then the choice of a security layer.
// None is offered but none at all: what needs privacy uses TLS. On a link that carries layers
// itself the login ends with the context.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_gssapi(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
