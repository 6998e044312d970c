// Pieces of derive() that stored forms of other programs need with their own parameters.
#pragma once

#include <string>
#include <string_view>

#include "crypto/digest.h"

namespace gatehouse::password {

// RFC 5802, section 3: StoredKey, then ServerKey. A secret: wipe it.
[[nodiscard]] std::string scram_keys(crypto::Hash hash, std::string_view password,
                                     std::string_view salt, unsigned iterations);

}  // namespace gatehouse::password
