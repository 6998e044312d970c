// What a client is told: data messages, then one `response` with the id of its request. Error
// numbers are those of the command line (guide-facts 4.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "xml/element.h"

namespace gatehouse::gates::ximss {

struct Failure {
  int number;
  std::string words;
};

struct Reply {
  std::vector<xml::Element> data{};  // each gets the request's id
  std::optional<Failure> failure{};
  bool close = false;     // after sending it
  bool answered = false;  // the handler has sent what is to be sent
};

[[nodiscard]] Reply done();
[[nodiscard]] Reply with(xml::Element data);
[[nodiscard]] Reply error(std::string_view words);
[[nodiscard]] Reply log_in_first();
[[nodiscard]] Reply unknown_request();
[[nodiscard]] Reply refusal(const auth::Denial& denial);
[[nodiscard]] Reply refusal(const auth::Refused& refused);
[[nodiscard]] Reply outcome(const auth::CommandReply& reply);  // without its data
[[nodiscard]] Reply nothing_more();
[[nodiscard]] Reply hang_up();  // there is nobody left to answer

// All of an answer, each with the id of its request; an empty one is none.
[[nodiscard]] std::vector<xml::Element> messages_of(Reply reply, std::string_view id);

// One message with its end, as TCP carries it.
[[nodiscard]] std::string message_text(xml::Element message, std::string_view id);
[[nodiscard]] std::string text_of(Reply reply, std::string_view id);
[[nodiscard]] std::string refused_visit(const Error& reason);  // the only message then

// Methods, whether TLS can be started, whether a password may be sent.
[[nodiscard]] xml::Element features(const auth::Offer& offer, bool can_start_tls);

}  // namespace gatehouse::gates::ximss
