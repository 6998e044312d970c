#include "gates/sip/replies.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::array<std::pair<unsigned, std::string_view>, 22> reasons{
    {{100, "Trying"},
     {200, "OK"},
     {202, "Accepted"},
     {400, "Bad Request"},
     {401, "Unauthorized"},
     {403, "Forbidden"},
     {404, "Not Found"},
     {405, "Method Not Allowed"},
     {407, "Proxy Authentication Required"},
     {413, "Request Entity Too Large"},
     {416, "Unsupported URI Scheme"},
     {420, "Bad Extension"},
     {423, "Interval Too Brief"},
     {480, "Temporarily Unavailable"},
     {481, "Call/Transaction Does Not Exist"},
     {482, "Loop Detected"},
     {483, "Too Many Hops"},
     {500, "Server Internal Error"},
     {501, "Not Implemented"},
     {503, "Service Unavailable"},
     {505, "Version Not Supported"},
     {513, "Message Too Large"}}};

std::string with_tag(std::string_view to, std::string_view tag) {
  return std::string(to) + ";tag=" + std::string(tag);
}

bool has_tag(std::string_view to) { return lower_case(to).contains(";tag="); }

}  // namespace

bool is_allowed(std::string_view method) {
  auto rest = allowed_methods;
  while (!rest.empty())
    if (trimmed(take_until(rest, ',')) == method) return true;
  return false;
}

std::string_view reason_of(unsigned status) {
  const auto at = std::ranges::find(reasons, status, &std::pair<unsigned, std::string_view>::first);
  return at == reasons.end() ? "Answer" : at->second;
}

std::string marked_via(const Via& via, std::string_view address, unsigned port) {
  std::string text;
  std::string_view rest = via.text;
  while (!rest.empty()) {
    const auto part = trimmed(take_until(rest, ';'));
    const auto name = lower_case(trimmed(part.substr(0, part.find('='))));
    if (name == "received" || name == "rport") continue;
    text.append(text.empty() ? "" : ";").append(part);
  }
  const bool v6 = address.contains(':');
  text.append(";received=").append(v6 ? "[" : "").append(address).append(v6 ? "]" : "");
  if (via.rport) text.append(";rport=").append(std::to_string(port));
  return text;
}

std::string response_text(const Message& request, const Reply& reply, std::string_view tag) {
  std::string text = "SIP/2.0 " + std::to_string(reply.status) + " " +
                     (reply.reason.empty() ? std::string(reason_of(reply.status)) : reply.reason) +
                     "\r\n";
  const auto add = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& via : request.vias) add("Via", via.text);
  add("From", request.head.only("from").value_or(""));
  const auto to = request.head.only("to").value_or("");
  add("To", request.to.tag.empty() ? with_tag(to, tag) : std::string(to));
  add("Call-ID", request.call_id);
  add("CSeq", std::to_string(request.cseq) + " " + request.method);
  for (const auto& field : reply.fields) text.append(field).append("\r\n");
  return text + "Content-Length: 0\r\n\r\n";
}

std::string response_to_malformed(std::string_view bytes, std::string_view tag) {
  const auto head = read_head(bytes);
  if (!head || head->start_line.starts_with("SIP/") || head->start_line.starts_with("ACK "))
    return {};
  std::string text = "SIP/2.0 400 Bad Request\r\n";
  for (const std::string_view name : {"via", "from", "to", "call-id", "cseq"}) {
    const auto values = head->all(name);
    if (values.empty()) return {};
    for (const auto value : values) {
      text.append(name).append(": ").append(value);
      text.append(name == "to" && !has_tag(value) ? ";tag=" + std::string(tag) : "").append("\r\n");
    }
  }
  return text + "Content-Length: 0\r\n\r\n";
}

}  // namespace gatehouse::gates::sip
