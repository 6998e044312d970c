#include "gates/imap/message_text.h"

#include "base/text.h"
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

GMimeHeaderList* fields_of(GMimeMessage* message) {
  return g_mime_object_get_header_list(GMIME_OBJECT(message));
}

std::string decoded_bytes(std::string_view body, const std::string& name) {
  const auto encoding = g_mime_content_encoding_from_string(name.c_str());
  if (encoding != GMIME_CONTENT_ENCODING_BASE64 &&
      encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    return std::string(body);
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, encoding);
  std::string decoded(g_mime_encoding_outlen(&state, body.size()), '\0');
  decoded.resize(g_mime_encoding_flush(&state, body.data(), body.size(), decoded.data()));
  return decoded;
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

std::string without_case(std::string_view text) {
  const OwnedText valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  const OwnedText folded(g_utf8_casefold(valid.get(), -1));
  return folded.get();
}

std::vector<std::string> searchable_fields(std::string_view header, std::string_view name) {
  const auto message = parse_header(header);
  auto* fields = fields_of(message.get());
  std::vector<std::string> found;
  const int count = g_mime_header_list_get_count(fields);
  for (int i = 0; i < count; ++i) {
    auto* field = g_mime_header_list_get_header_at(fields, i);
    if (same_but_case(g_mime_header_get_name(field), name))
      found.push_back(without_case(decoded_value(field)));
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
