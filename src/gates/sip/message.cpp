#include "gates/sip/message.h"

#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <memory>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::sip {
namespace {

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, std::move(detail));
}

// oSIP's tables of header names, made once for the process.
void open_library() {
  static const int opened = [] {
    // It would tell the world on the standard output.
    osip_trace_initialize_func(OSIP_FATAL,
                               [](const char*, int, osip_trace_level_t, const char*, va_list) {});
    return parser_init();
  }();
  static_cast<void>(opened);
}

struct Free {
  void operator()(osip_message_t* message) const { osip_message_free(message); }
  void operator()(osip_uri_t* uri) const { osip_uri_free(uri); }
  void operator()(osip_authorization_t* credentials) const { osip_authorization_free(credentials); }
  void operator()(char* text) const { osip_free(text); }
};
using Parsed = std::unique_ptr<osip_message_t, Free>;
using ParsedUri = std::unique_ptr<osip_uri_t, Free>;
using Text = std::unique_ptr<char, Free>;

std::string text_of(const char* text) { return text == nullptr ? std::string() : text; }

std::string host_of(const char* text) {
  auto host = lower_case(text_of(text));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

Result<std::uint16_t> port_of(const char* text) {
  if (text == nullptr) return std::uint16_t{0};
  const auto port = to_number<std::uint16_t>(trimmed(text));
  if (!port || *port == 0) return malformed("not a port");
  return *port;
}

// nullopt: no such parameter; without a value: empty.
std::optional<std::string> parameter(const osip_list_t& list, const char* name) {
  for (int at = 0; at < osip_list_size(&list); ++at) {
    const auto* one = static_cast<const osip_uri_param_t*>(osip_list_get(&list, at));
    if (one == nullptr || one->gname == nullptr || !same_but_case(one->gname, name)) continue;
    return text_of(one->gvalue);
  }
  return std::nullopt;
}

std::string unquoted(std::string text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return text;
  return text.substr(1, text.size() - 2);
}

Result<Uri> value_of(const osip_uri_t* from) {
  if (from == nullptr) return malformed("no URI");
  char* written = nullptr;
  if (osip_uri_to_str(from, &written) != 0 || written == nullptr) return malformed("no URI");
  const Text text(written);
  auto port = port_of(from->port);
  if (!port) return std::unexpected(std::move(port.error()));
  Uri uri{.text = text.get(),
          .scheme = lower_case(text_of(from->scheme)),
          .user = text_of(from->username),
          .host = host_of(from->host),
          .port = *port,
          .transport = lower_case(parameter(from->url_params, "transport").value_or(""))};
  if (uri.is_sip() && uri.host.empty()) return malformed("a URI without a host");
  return uri;
}

Result<Via> value_of(const osip_via_t* from) {
  if (from == nullptr) return malformed("no Via");
  char* written = nullptr;
  if (osip_via_to_str(from, &written) != 0 || written == nullptr) return malformed("no Via");
  const Text text(written);
  auto port = port_of(from->port);
  if (!port) return std::unexpected(std::move(port.error()));
  Via via{.text = text.get(),
          .transport = upper_case(text_of(from->protocol)),
          .host = host_of(from->host),
          .port = *port,
          .branch = parameter(from->via_params, "branch").value_or(""),
          .received = host_of(parameter(from->via_params, "received").value_or("").c_str()),
          .rport = parameter(from->via_params, "rport")};
  if (via.host.empty() || via.transport.empty()) return malformed("a Via without a host");
  return via;
}

Result<Address> value_of(const osip_from_t* from) {
  if (from == nullptr) return malformed("no From or no To");
  auto uri = value_of(from->url);
  if (!uri) return std::unexpected(std::move(uri.error()));
  return Address{std::move(*uri), parameter(from->gen_params, "tag").value_or("")};
}

Result<Contact> contact_of(const osip_contact_t* from) {
  if (from == nullptr) return malformed("no Contact");
  if (from->url == nullptr && text_of(from->displayname) == "*")
    return Contact{.uri = {}, .q = {}, .all = true};
  auto uri = value_of(from->url);
  if (!uri) return std::unexpected(std::move(uri.error()));
  Contact contact{.uri = std::move(*uri), .q = parameter(from->gen_params, "q").value_or("")};
  const auto expires = parameter(from->gen_params, "expires");
  // RFC 3261, section 10.2.1.1: what is no number counts as 3600.
  if (expires) contact.expires = to_number<std::uint32_t>(unquoted(*expires)).value_or(3600);
  return contact;
}

template <class Value, class Item, class Read>
Result<std::vector<Value>> values_of(const osip_list_t& list, std::size_t most, Read read) {
  std::vector<Value> values;
  for (int at = 0; at < osip_list_size(&list); ++at) {
    if (values.size() == most) return fail(ErrorCode::too_long, "too many values of a field");
    auto value = read(static_cast<const Item*>(osip_list_get(&list, at)));
    if (!value) return std::unexpected(std::move(value.error()));
    values.push_back(std::move(*value));
  }
  return values;
}

// Only what is read by the library is shown to it: names and values that were looked at before.
constexpr std::array<std::string_view, 8> read_by_library{
    "via", "from", "to", "call-id", "cseq", "contact", "route", "record-route"};

std::string for_library(const Head& head) {
  std::string text = head.start_line + "\r\n";
  for (const auto& field : head.fields)
    if (std::ranges::find(read_by_library, field.name) != read_by_library.end())
      text.append(field.name).append(": ").append(field.value).append("\r\n");
  return text + "Content-Length: 0\r\n\r\n";
}

Result<Parsed> parsed(const Head& head) {
  open_library();
  osip_message_t* made = nullptr;
  if (osip_message_init(&made) != 0) return fail(ErrorCode::unavailable, "no memory");
  Parsed message(made);
  const auto text = for_library(head);
  if (osip_message_parse(made, text.c_str(), text.size()) != 0) return malformed("not a message");
  return message;
}

Result<void> take_start(Message& message, const osip_message_t& from) {
  const auto& line = message.head.start_line;
  message.method = text_of(from.sip_method);
  if (line.starts_with("SIP/")) {
    if (from.status_code < 100 || from.status_code > 699) return malformed("no such status");
    message.status = static_cast<unsigned>(from.status_code);
    return {};
  }
  if (!is_token(message.method) || !line.ends_with(" SIP/2.0"))
    return malformed("not a request line");
  const auto first = line.find(' ');
  const auto text = line.substr(first + 1, line.rfind(' ') - first - 1);
  if (first == line.rfind(' ') || text.contains(' ') || text.contains('<'))
    return malformed("not a Request-URI");
  auto uri = value_of(from.req_uri);
  if (!uri) return std::unexpected(std::move(uri.error()));
  message.uri = std::move(*uri);
  message.uri->text = text;
  return {};
}

Result<void> take_numbers(Message& message, const osip_message_t& from) {
  if (from.cseq == nullptr || from.call_id == nullptr) return malformed("no CSeq or no Call-ID");
  const auto number = to_number<std::uint32_t>(text_of(from.cseq->number));
  const auto method = text_of(from.cseq->method);
  if (!number || *number > 0x7fffffffU || !is_token(method)) return malformed("not a CSeq");
  if (!message.status && method != message.method) return malformed("CSeq is of another method");
  message.cseq = *number;
  message.method = method;
  message.call_id = message.head.only("call-id").value_or("");
  auto expires = message.head.number("expires");
  message.expires = expires ? *expires : std::optional<std::uint32_t>(3600);
  auto forwards = message.head.number("max-forwards");
  if (!forwards || (*forwards && **forwards > 255)) return malformed("not a Max-Forwards");
  message.max_forwards = *forwards;
  return message.call_id.empty() ? malformed("no Call-ID") : Result<void>{};
}

Result<void> take_lists(Message& message, const osip_message_t& from) {
  auto vias = values_of<Via, osip_via_t>(from.vias, most_vias,
                                         [](const osip_via_t* one) { return value_of(one); });
  if (!vias) return std::unexpected(std::move(vias.error()));
  if (vias->empty()) return malformed("no Via");
  auto routes = values_of<Uri, osip_route_t>(from.routes, most_vias, [](const osip_route_t* one) {
    return one == nullptr ? Result<Uri>(malformed("no Route")) : value_of(one->url);
  });
  if (!routes) return std::unexpected(std::move(routes.error()));
  auto contacts = values_of<Contact, osip_contact_t>(from.contacts, most_contacts, contact_of);
  if (!contacts) return std::unexpected(std::move(contacts.error()));
  message.vias = std::move(*vias);
  message.routes = std::move(*routes);
  message.contacts = std::move(*contacts);
  return {};
}

Result<void> take_addresses(Message& message, const osip_message_t& from) {
  auto sender = value_of(from.from);
  if (!sender) return std::unexpected(std::move(sender.error()));
  auto receiver = value_of(from.to);
  if (!receiver) return std::unexpected(std::move(receiver.error()));
  message.from = std::move(*sender);
  message.to = std::move(*receiver);
  return {};
}

// RFC 3261, section 18.3: what a datagram has beyond its body is dropped.
Result<std::string> body_of(const Head& head, std::string_view bytes) {
  const auto rest = bytes.substr(head.size);
  const auto length = head.number("content-length");
  if (!length) return std::unexpected(length.error());
  if (!*length) return std::string(rest);
  if (**length > rest.size()) return malformed("the body was cut short");
  return std::string(rest.substr(0, **length));
}

}  // namespace

Result<Uri> read_uri(std::string_view text) {
  open_library();
  if (text.size() > longest_field || text.contains('\0')) return malformed("no URI");
  osip_uri_t* made = nullptr;
  if (osip_uri_init(&made) != 0) return fail(ErrorCode::unavailable, "no memory");
  const ParsedUri uri(made);
  if (osip_uri_parse(made, std::string(text).c_str()) != 0) return malformed("no URI");
  return value_of(made);
}

std::optional<Credentials> credentials_for(const Message& message, std::string_view field,
                                           std::string_view realm) {
  constexpr std::string_view scheme = "Digest ";
  for (const auto value : message.head.all(field)) {
    if (value.size() <= scheme.size() || !same_but_case(value.substr(0, scheme.size()), scheme))
      continue;
    osip_authorization_t* made = nullptr;
    if (osip_authorization_init(&made) != 0) return std::nullopt;
    const std::unique_ptr<osip_authorization_t, Free> read(made);
    if (osip_authorization_parse(made, std::string(value).c_str()) != 0) continue;
    if (unquoted(text_of(made->realm)) != realm) continue;
    return Credentials{std::string(realm), unquoted(text_of(made->uri)),
                       std::string(trimmed(value.substr(scheme.size())))};
  }
  return std::nullopt;
}

Result<Message> read_message(std::string_view bytes) {
  auto head = read_head(bytes);
  if (!head) return std::unexpected(std::move(head.error()));
  auto body = body_of(*head, bytes);
  if (!body) return std::unexpected(std::move(body.error()));
  auto library = parsed(*head);
  if (!library) return std::unexpected(std::move(library.error()));
  Message message;
  message.head = std::move(*head);
  message.body = std::move(*body);
  for (const auto take : {take_start, take_numbers, take_lists, take_addresses})
    if (auto taken = take(message, **library); !taken)
      return std::unexpected(std::move(taken.error()));
  return message;
}

}  // namespace gatehouse::gates::sip
