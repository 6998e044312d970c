// What the first token of a Kerberos login says in clear, before any key was tried: for which
// service the ticket is. Anybody could have written it: good for choosing keys and nothing else.
#pragma once

#include <string_view>

#include "base/result.h"
#include "kerberos/service_name.h"

namespace gatehouse::kerberos {

inline constexpr std::size_t longest_token = std::size_t{64} << 10U;

// `token`: a GSS-API initial token of the Kerberos 5 mechanism, by its own OID or by the wrong one
// of some Windows (RFC 4121, section 4.1), with an AP-REQ (RFC 4120, section 5.5.1) and nothing
// after it. malformed: something else.
[[nodiscard]] Result<ServiceName> ticket_service(std::string_view token);

}  // namespace gatehouse::kerberos
