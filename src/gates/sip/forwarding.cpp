#include "gates/sip/forwarding.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "base/text.h"
#include "crypto/digest.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::string_view cookie = "z9hG4bK";  // RFC 3261, section 8.1.1.7
constexpr std::size_t branch_size = 32;

constexpr std::array<std::string_view, 4> dialog_methods{"INVITE", "NOTIFY", "REFER", "SUBSCRIBE"};

// What is written anew; credentials are for us (RFC 3261, section 22.3).
constexpr std::array<std::string_view, 6> written_anew{
    "via", "route", "max-forwards", "content-length", "proxy-authorization", "record-route"};

void add(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

void add_others(std::string& text, const Head& head) {
  for (const auto& field : head.fields)
    if (std::ranges::find(written_anew, field.name) == written_anew.end())
      add(text, field.name, field.value);
}

void add_body(std::string& text, const Message& message) {
  add(text, "Content-Length", std::to_string(message.body.size()));
  text.append("\r\n").append(message.body);
}

}  // namespace

bool begins_dialog(std::string_view method) {
  return std::ranges::find(dialog_methods, method) != dialog_methods.end();
}

std::string host_and_port(const Endpoint& at) {
  const auto address = at.address.text();
  const bool v6 = address.contains(':');
  return (v6 ? "[" : "") + address + (v6 ? "]:" : ":") + std::to_string(at.port);
}

std::string record_route(Transport transport, const Endpoint& at) {
  const bool udp = transport == Transport::udp;
  return "<sip:" + host_and_port(at) + (udp ? "" : ";transport=" + lower_case(name_of(transport))) +
         ";lr>";
}

std::string branch_for(const Message& message, const Via& below, std::string_view key) {
  std::string said;
  for (const auto& part :
       {below.host, std::to_string(below.port), below.branch, below.received,
        below.rport.value_or(""), message.call_id, message.from.tag, std::to_string(message.cseq)})
    said.append(std::to_string(part.size())).append(":").append(part);
  const auto code = to_hex(crypto::hmac(crypto::Hash::sha256, key, said));
  return std::string(cookie) + code.substr(0, branch_size);
}

std::string forwarded_request(const Message& request, const Onward& onward, std::string_view key) {
  std::string text = request.method + " " + onward.request_uri + " SIP/2.0\r\n";
  add(text, "Via",
      "SIP/2.0/" + std::string(name_of(onward.transport)) + " " + host_and_port(onward.local) +
          ";branch=" + branch_for(request, request.vias.front(), key));
  for (const auto& via : request.vias) add(text, "Via", via.text);
  for (const auto& route : onward.routes) add(text, "Route", "<" + route.text + ">");
  for (const auto& ours : onward.record_routes) add(text, "Record-Route", ours);
  for (const auto before : request.head.all("record-route")) add(text, "Record-Route", before);
  add(text, "Max-Forwards", std::to_string(request.max_forwards.value_or(usual_forwards + 1) - 1));
  add_others(text, request.head);
  add_body(text, request);
  return text;
}

std::string forwarded_response(const Message& response) {
  std::string text = response.head.start_line + "\r\n";
  for (const auto& via : response.vias | std::views::drop(1)) add(text, "Via", via.text);
  for (const auto route : response.head.all("record-route")) add(text, "Record-Route", route);
  add_others(text, response.head);
  add_body(text, response);
  return text;
}

}  // namespace gatehouse::gates::sip
