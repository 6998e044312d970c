// The few LDAP messages a bind needs, as bytes (RFC 4511). No I/O.
//
// Once it has been used, liblber wipes in this process whatever it gives back to the heap.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace gatehouse::ldap {

// Section 4.2: version 3, simple. `name` and `password` are not empty.
[[nodiscard]] Secret bind_request(int id, std::string_view name, std::string_view password);
[[nodiscard]] std::string start_tls_request(int id);  // section 4.14
[[nodiscard]] std::string unbind_request(int id);     // section 4.3

// How many bytes the message has that begins with `bytes`; nullopt: too few to say.
// malformed: it is no message; too_long: over `most`.
[[nodiscard]] Result<std::optional<std::size_t>> message_size(std::string_view bytes,
                                                              std::size_t most);

enum class Answer { bind, extended };
// The result code (section 4.1.9) of exactly one message, which must be the answer of this kind to
// the request `id`. closed: a notice of disconnection (section 4.4.1); malformed: anything else.
[[nodiscard]] Result<int> result_code(std::string_view message, int id, Answer kind);

}  // namespace gatehouse::ldap
