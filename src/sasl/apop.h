// APOP, RFC 1939 section 7: the digest of the challenge that stood in the greeting and the
// password. The response is "name SP digest", as the commands of POP3 and PWD write it.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_apop(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
