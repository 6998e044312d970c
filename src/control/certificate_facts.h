// What administrators are told about a certificate.
#pragma once

#include <span>

#include "base/clock.h"
#include "pki/certificate.h"
#include "settings/value.h"

namespace gatehouse::control {

// `pool`: where those above it are looked for.
[[nodiscard]] settings::Dictionary described(X509* certificate,
                                             std::span<const pki::Certificate> pool, Time now);

}  // namespace gatehouse::control
