#include "base/text.h"
#include "gates/imap/gmime.h"
#include "gates/imap/message_structure.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

constexpr int most_addresses = 10000;
constexpr int deepest_group = 4;
constexpr std::size_t longest_with_routes = 4096;  // bytes of a field: they are long gone

std::string address_text(const std::optional<std::string>& name,
                         const std::optional<std::string>& mailbox,
                         const std::optional<std::string>& host,
                         const std::optional<std::string>& route = {}) {
  return '(' + nstring_text(name) + ' ' + nstring_text(route) + ' ' + nstring_text(mailbox) + ' ' +
         nstring_text(host) + ')';
}

// The source route "@a,@b" of "<@a,@b:joe@c>" (RFC 822, section 6.1), which GMime passes over.
std::optional<std::string> route_to(const std::string& whole, const std::string& field) {
  if (field.size() > longest_with_routes) return std::nullopt;
  const auto at = field.find(':' + whole + '>');
  const auto open = at == field.npos ? field.npos : field.rfind('<', at);
  if (open == field.npos || open + 1 >= at || field[open + 1] != '@') return std::nullopt;
  return field.substr(open + 1, at - open - 1);
}

// RFC 3501, section 7.4.2: a group begins with a nameless host and ends with nothing at all; so a
// mailbox always has a host, if an empty one.
std::string mailbox_address(InternetAddress* address, const std::string& field) {
  std::optional<std::string> name;
  const char* given = internet_address_get_name(address);
  if (given != nullptr && *given != '\0') name = in_ascii(given);
  const char* written = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
  const std::string whole = written == nullptr ? "" : written;
  const auto at = whole.rfind('@');
  if (at == whole.npos) return address_text(name, whole, "");
  return address_text(name, whole.substr(0, at), whole.substr(at + 1), route_to(whole, field));
}

std::string addresses_in(InternetAddressList* list, const std::string& field, int depth) {
  std::string text;
  const int count = std::min(internet_address_list_length(list), most_addresses);
  for (int i = 0; i < count; ++i) {
    auto* address = internet_address_list_get_address(list, i);
    if (!INTERNET_ADDRESS_IS_GROUP(address)) {
      text += mailbox_address(address, field);
    } else if (depth < deepest_group) {
      auto* members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
      text +=
          address_text(std::nullopt, in_ascii(internet_address_get_name(address)), std::nullopt);
      text += addresses_in(members, field, depth + 1);
      text += address_text(std::nullopt, std::nullopt, std::nullopt);
    }
  }
  return text;
}

std::string addresses(GMimeHeaderList* fields, const char* name) {
  const auto raw = raw_field(fields, name);
  if (!raw) return "NIL";
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, raw->c_str()));
  const std::string text = list == nullptr ? std::string() : addresses_in(list.get(), *raw, 0);
  return text.empty() ? "NIL" : '(' + text + ')';
}

}  // namespace

std::string envelope_text(std::string_view header) {
  const auto message = parse_header(header);
  auto* fields = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
  const auto raw = [&](const char* name) { return nstring_text(raw_field(fields, name)); };
  const std::string from = addresses(fields, "From");
  const auto or_from = [&](const char* name) {
    std::string found = addresses(fields, name);
    return found == "NIL" ? from : found;
  };
  return '(' + raw("Date") + ' ' + raw("Subject") + ' ' + from + ' ' + or_from("Sender") + ' ' +
         or_from("Reply-To") + ' ' + addresses(fields, "To") + ' ' + addresses(fields, "Cc") + ' ' +
         addresses(fields, "Bcc") + ' ' + raw("In-Reply-To") + ' ' + raw("Message-ID") + ')';
}

}  // namespace gatehouse::gates::imap
