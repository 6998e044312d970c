// PLAIN, RFC 4616: authorization name NUL authentication name NUL password, in one message.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_plain(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
