// Requests and responses as a stateless proxy passes them on (RFC 3261, section 16.11): everything
// it must know for the way back is in its Via, whose branch nobody else can make.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/sip/bindings.h"
#include "gates/sip/message.h"

namespace gatehouse::gates::sip {

inline constexpr std::uint32_t usual_forwards = 70;  // RFC 3261, section 16.6, 3

// The branch of our Via on this request, and on the responses to it: the same for an INVITE, its
// ACK after a refusal and its CANCEL, and for whatever is sent again. `below`: the Via under ours.
[[nodiscard]] std::string branch_for(const Message& message, const Via& below,
                                     std::string_view key);

// Whether the dialog that the request begins shall go by us.
[[nodiscard]] bool begins_dialog(std::string_view method);

struct Onward {
  std::string request_uri;
  Transport transport;  // of the next hop
  Endpoint local;       // ours, as the next hop shall see it
  std::vector<std::string> record_routes;
  std::vector<Uri> routes;  // what is left of them
};
[[nodiscard]] std::string forwarded_request(const Message& request, const Onward& onward,
                                            std::string_view key);
// `response` without its topmost Via.
[[nodiscard]] std::string forwarded_response(const Message& response);

// "10.0.0.1:5060", "[::1]:5060"
[[nodiscard]] std::string host_and_port(const Endpoint& at);
[[nodiscard]] std::string record_route(Transport transport, const Endpoint& at);

}  // namespace gatehouse::gates::sip
