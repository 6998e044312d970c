// EXTERNAL, RFC 4422 appendix A: the peer is known by means outside SASL; its only message names
// whom it wants to act as, empty for itself.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_external(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
