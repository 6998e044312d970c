// Application protocols of the services (ALPN, RFC 7301).
#pragma once

#include <optional>
#include <string_view>

namespace gatehouse::pki {

// The protocol of `service` ("IMAP") among those a client offers, which is in wire form: each with
// its length before it. Nothing: none of them is spoken there, so the client believes it talks to
// another server (RFC 9325, section 3.7) and must be refused. A view into `offered`.
[[nodiscard]] std::optional<std::string_view> chosen_protocol(std::string_view service,
                                                              std::string_view offered);

}  // namespace gatehouse::pki
