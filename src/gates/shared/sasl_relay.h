// The steps of a SASL exchange that gates share (RFC 4422, section 5). POP3 (RFC 5034), SMTP (RFC
// 4954), IMAP (RFC 3501, 6.2.2) and PWD differ only in what stands before a challenge: base64,
// cancelling, limits and wiping of their lines are here and nowhere else. ACAP and XIMSS bring a
// courier of their own.
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

struct SaslCancelled {};    // the client gave up
struct SaslUndecodable {};  // what it sent can be no response
using SaslResponse = std::variant<Secret, SaslCancelled, SaslUndecodable>;

// Brings a challenge to the client and its response back, in the words of one protocol.
class SaslCourier {
 public:
  virtual ~SaslCourier() = default;
  // `challenge`: raw, maybe empty; lives until the answer. Errors: the connection is gone.
  [[nodiscard]] virtual net::Task<Result<SaslResponse>> ask(std::string_view challenge) = 0;
};

// How a protocol tells the last words of a session (RFC 4422, section 3.6).
enum class LastWords { as_a_challenge, with_success };

// Runs one exchange to its end. `initial`: nullopt: none was sent. As with relay_sasl() below;
// LastWords::with_success: they are in the session, for the caller to tell.
[[nodiscard]] net::Task<Result<SaslOutcome>> relay_sasl(Visit& visit, SaslCourier& courier,
                                                        std::string mechanism,
                                                        std::optional<SaslResponse> initial,
                                                        LastWords last_words);

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
