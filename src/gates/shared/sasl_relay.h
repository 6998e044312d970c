// The steps of a SASL exchange that every line protocol shares (RFC 4422, section 5): POP3 (RFC
// 5034), SMTP (RFC 4954), IMAP (RFC 3501, 6.2.2) and PWD differ only in what stands before a
// challenge. Base64, cancelling, limits and wiping are here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "auth/keeper.h"
#include "gates/shared/visit.h"
#include "net/lines.h"
#include "net/task.h"

namespace gatehouse::gates {

// A granted session is logged in; a denial left nothing behind. `Denial::close`: answer, then
// close.
using SaslOutcome = std::variant<auth::Session, auth::Denial>;

struct SaslStart {
  std::string mechanism;          // as the client wrote it
  std::optional<Secret> initial;  // base64 text; "=" is an empty response; nullopt: none was sent
};

// Runs one exchange to its end. A challenge goes out as `prompt` + base64 + CRLF; `prompt` ("+ ",
// "334 ") outlives the call. Lines of up to 64 KiB are taken meanwhile. A session's last words are
// sent as one more challenge and must be met with an empty response (RFC 4422, section 3.6); when
// they are not, the visit has been left and the denial closes the connection.
// Errors: closed, timed_out, ...: the connection is gone, there is nobody to answer.
[[nodiscard]] net::Task<Result<SaslOutcome>> relay_sasl(Visit& visit, net::Lines& lines,
                                                        std::string_view prompt, SaslStart start);

}  // namespace gatehouse::gates
