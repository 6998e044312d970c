// What the gate answers, in SIP's words (RFC 3261, section 8.2.6). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/sip/message.h"

namespace gatehouse::gates::sip {

struct Reply {
  unsigned status;
  std::string reason{};               // empty: the usual one
  std::vector<std::string> fields{};  // whole lines without their ends
};

// The methods of the Allow header.
inline constexpr std::string_view allowed_methods =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, MESSAGE, INFO, UPDATE, PRACK, REFER, NOTIFY, "
    "SUBSCRIBE";
[[nodiscard]] bool is_allowed(std::string_view method);

[[nodiscard]] std::string_view reason_of(unsigned status);

// The whole response. `tag` is for a To that has none. The topmost Via is the request's with what
// was added to it on arrival.
[[nodiscard]] std::string response_text(const Message& request, const Reply& reply,
                                        std::string_view tag);

// To bytes that were no message: what can be said without having understood them. Empty: nothing.
[[nodiscard]] std::string response_to_malformed(std::string_view bytes, std::string_view tag);

// The topmost Via as it goes on, with `received` and `rport` (RFC 3261, 18.2.1; RFC 3581, 4).
[[nodiscard]] std::string marked_via(const Via& via, std::string_view address, unsigned port);

}  // namespace gatehouse::gates::sip
