// Keys out of a keytab file as a Key Distribution Center exports it: MIT format 0x0502, and 0x0501
// in this machine's byte order. Read by libkrb5.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "kerberos/service_key.h"

namespace gatehouse::kerberos {

inline constexpr std::size_t longest_keytab = std::size_t{64} << 10U;
inline constexpr std::size_t most_keytab_keys = 256;

// All keys in their order, of every encryption type. malformed: not a whole keytab, no key in it,
// or a name that is not writable (service_name.h); too_long. Blocks for a moment.
[[nodiscard]] Result<std::vector<ServiceKey>> read_keytab(std::string_view file);

}  // namespace gatehouse::kerberos
