// LOGIN: a name and a password, each asked for. Never standardised (draft-murchison-sasl-login),
// but still what many mail clients try first.
#pragma once

#include "sasl/mechanism.h"

namespace gatehouse::sasl {

[[nodiscard]] std::unique_ptr<Mechanism> make_login(const Link& link, crypto::Entropy& entropy);

}  // namespace gatehouse::sasl
