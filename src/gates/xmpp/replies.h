// The words of this gate that are the same whatever was asked: headers, features, errors.
#pragma once

#include <string>
#include <string_view>

#include "auth/keeper.h"
#include "gates/xmpp/element.h"
#include "net/stream.h"

namespace gatehouse::gates::xmpp {

// RFC 6120, section 4.7. `from` and `id` as they are.
[[nodiscard]] std::string stream_header(std::string_view from, std::string_view id);
// RFC 6120, section 4.9: the error and the end of the stream.
[[nodiscard]] std::string stream_error(std::string_view condition, std::string_view words = "");

struct TlsOffer {
  bool possible = false;
  bool required = false;
};
[[nodiscard]] std::string features_before_login(const auth::Offer& offer, TlsOffer tls,
                                                const net::TlsFacts* facts);
[[nodiscard]] std::string features_after_login();
// After XEP-0386, where nothing is left to bind.
[[nodiscard]] std::string features_when_bound();

// RFC 6120, section 8.3. `type` is what section 8.3.3 names for the condition.
struct StanzaError {
  std::string_view type;
  std::string_view condition;
};
inline constexpr StanzaError bad_request{"modify", "bad-request"};
inline constexpr StanzaError forbidden{"auth", "forbidden"};
inline constexpr StanzaError item_not_found{"cancel", "item-not-found"};
inline constexpr StanzaError jid_malformed{"modify", "jid-malformed"};
inline constexpr StanzaError not_acceptable{"cancel", "not-acceptable"};
inline constexpr StanzaError not_allowed{"cancel", "not-allowed"};
inline constexpr StanzaError no_such_server{"cancel", "remote-server-not-found"};
inline constexpr StanzaError over_limit{"wait", "resource-constraint"};
inline constexpr StanzaError service_unavailable{"cancel", "service-unavailable"};
inline constexpr StanzaError try_later{"wait", "internal-server-error"};

// The answer to `stanza`: its name and id, from and to exchanged.
[[nodiscard]] Element answer_to(const Element& stanza, std::string_view type);
[[nodiscard]] Element error_to(const Element& stanza, StanzaError error);

}  // namespace gatehouse::gates::xmpp
