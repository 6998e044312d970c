#include "gates/imap/message_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/collation.h"
#include "gates/imap/gmime.h"
#include "gates/imap/message_parts.h"

namespace gatehouse::gates::imap {
namespace {

std::string decoded_value(GMimeHeader* field) {
  const char* raw = g_mime_header_get_raw_value(field);
  if (raw == nullptr) return {};
  const OwnedText unfolded(g_mime_utils_header_unfold(raw));
  const OwnedText decoded(g_mime_utils_header_decode_text(nullptr, unfolded.get()));
  return std::string(trimmed(decoded.get()));
}

// RFC 3501, section 6.4.4: BCC, CC, FROM and TO look into what ENVELOPE says, without comments.
std::string plain_addresses(const std::string& text) {
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, text.c_str()));
  if (list == nullptr) return {};
  const OwnedText plain(internet_address_list_to_string(list.get(), nullptr, FALSE));
  return plain == nullptr ? std::string() : plain.get();
}

bool has_addresses(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"Bcc", "Cc", "From", "To"};
  return std::ranges::any_of(names,
                             [&](std::string_view each) { return same_but_case(each, name); });
}

GMimeHeaderList* fields_of(GMimeMessage* message) {
  return g_mime_object_get_header_list(GMIME_OBJECT(message));
}

std::string in_utf8(std::string bytes, const Part& part) {
  for (const auto& [name, value] : part.parameters) {
    if (name != "CHARSET" || same_but_case(value, "utf-8")) continue;
    const auto converter = g_mime_iconv_open("UTF-8", value.c_str());
    const OwnedText converted(g_mime_iconv_strndup(converter, bytes.data(), bytes.size()));
    g_mime_iconv_close(converter);
    return converted == nullptr ? std::move(bytes) : std::string(converted.get());
  }
  return bytes;
}

// Depth and number of parts are limited by parse_parts().
std::string text_in(std::string_view message, const Part& part) {
  std::string text;
  for (const auto& inner : part.parts) text += text_in(message, inner);
  if (part.is_message()) {
    const auto& inner = part.parts.front();
    return searchable_header(message.substr(inner.header, inner.body - inner.header)) + text;
  }
  if (part.type != "TEXT") return text;
  const auto body = message.substr(part.body, part.end - part.body);
  return without_case(in_utf8(decoded_bytes(body, part.encoding), part)) + '\n';
}

}  // namespace

std::string without_case(std::string_view text) { return collation_key(text); }

std::vector<std::string> searchable_fields(std::string_view header, std::string_view name) {
  const auto message = parse_header(header);
  auto* fields = fields_of(message.get());
  std::vector<std::string> found;
  const int count = g_mime_header_list_get_count(fields);
  for (int i = 0; i < count; ++i) {
    auto* field = g_mime_header_list_get_header_at(fields, i);
    if (!same_but_case(g_mime_header_get_name(field), name)) continue;
    const auto value = decoded_value(field);
    found.push_back(without_case(value));
    if (has_addresses(name)) found.push_back(without_case(plain_addresses(value)));
  }
  return found;
}

std::string searchable_header(std::string_view header) {
  const auto message = parse_header(header);
  auto* fields = fields_of(message.get());
  std::string text;
  const int count = g_mime_header_list_get_count(fields);
  for (int i = 0; i < count; ++i) {
    auto* field = g_mime_header_list_get_header_at(fields, i);
    text += std::string(g_mime_header_get_name(field)) + ": " + decoded_value(field) + '\n';
  }
  return without_case(text);
}

std::string searchable_body(std::string_view message) {
  return text_in(message, parse_parts(message));
}

std::optional<std::chrono::sys_days> sent_day(std::string_view header) {
  const auto message = parse_header(header);
  const auto raw = raw_field(fields_of(message.get()), "Date");
  auto* parsed = raw ? g_mime_utils_header_decode_date(raw->c_str()) : nullptr;
  if (parsed == nullptr) return std::nullopt;
  int year = 0;
  int month = 0;
  int day = 0;
  g_date_time_get_ymd(parsed, &year, &month, &day);
  g_date_time_unref(parsed);
  return std::chrono::sys_days{std::chrono::year{year} / month / day};
}

}  // namespace gatehouse::gates::imap
