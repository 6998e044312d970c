// What SIP clients send: cut into messages, read within limits or not at all; what is passed on or
// answered is read again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gates/sip/bindings.h"
#include "gates/sip/forwarding.h"
#include "gates/sip/head.h"
#include "gates/sip/message.h"
#include "gates/sip/replies.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates::sip;

void demand(bool holds) {
  if (!holds) std::abort();
}

const Reach here{
    Transport::udp, {*IpAddress::parse("10.0.0.7"), 4000}, {*IpAddress::parse("10.0.0.1"), 5060}};

void check_registration(const Message& request) {
  Bindings bindings;
  const auto done = apply(bindings, request, here, Time{});
  demand(bindings.size() <= most_bindings);
  if (done.status != 200) return;
  const auto again = read_bindings(written(bindings));
  demand(again && *again == bindings);
}

void check_message(std::string_view bytes) {
  const auto message = read_message(bytes);
  if (!message) {
    (void)response_to_malformed(bytes, "0");
    return;
  }
  demand(!message->vias.empty() && message->vias.size() <= most_vias);
  demand(message->body.size() < bytes.size());
  (void)credentials_for(*message, "authorization", "company.com");
  if (message->status) {
    (void)forwarded_response(*message);
    return;
  }
  (void)response_text(*message, {200}, "0");
  (void)marked_via(message->vias.front(), "10.0.0.7", 4000);
  (void)forwarded_request(*message, {"sip:x@h", Transport::udp, here.local, {}, message->routes},
                          "key");
  check_registration(*message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto length = message_size(bytes); length && *length) demand(**length <= size);
  check_message(bytes);
  (void)read_uri(bytes);
  (void)read_bindings(bytes);
  return 0;
}
