#include "gates/imap/gmime.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"

namespace gatehouse::gates::imap {
namespace {

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

}  // namespace

Owned<GMimeMessage> parse_header(std::string_view header) {
  start_gmime();
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(header.data(), header.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (message == nullptr) message.reset(g_mime_message_new(FALSE));
  if (g_mime_message_get_mime_part(message.get()) == nullptr) {
    const Owned<GMimePart> empty(g_mime_part_new_with_type("text", "plain"));
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(empty.get()));
  }
  return message;
}

std::optional<std::string> raw_field(GMimeHeaderList* fields, const char* name) {
  std::optional<std::string> whole;
  const int count = g_mime_header_list_get_count(fields);
  for (int i = 0; i < count; ++i) {
    auto* field = g_mime_header_list_get_header_at(fields, i);
    if (!same_but_case(g_mime_header_get_name(field), name)) continue;
    const char* raw = g_mime_header_get_raw_value(field);
    std::string value = raw == nullptr ? "" : raw;
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
    whole = whole ? *whole + ", " + std::string(trimmed(value)) : std::string(trimmed(value));
  }
  return whole;
}

std::string in_ascii(const char* utf8) {
  if (utf8 == nullptr) return {};
  const std::string_view text = utf8;
  if (std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; }))
    return std::string(text);
  const OwnedText encoded(g_mime_utils_header_encode_text(nullptr, utf8, "UTF-8"));
  return encoded == nullptr ? std::string() : encoded.get();
}

namespace {

// RFC 2045, section 6.7, rule 3: white space at the end of a line was added on the way.
std::string without_white_ends(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  while (!body.empty()) {
    const auto length = std::min(body.find('\n'), body.size() - 1) + 1;
    auto line = body.substr(0, length);
    body.remove_prefix(length);
    const auto end = line.ends_with("\r\n") ? line.substr(line.size() - 2) : std::string_view();
    line.remove_suffix(end.size());
    text.append(line.substr(0, line.find_last_not_of(" \t") + 1)).append(end);
  }
  return text;
}

}  // namespace

std::string decoded_bytes(std::string_view body, const std::string& name) {
  const auto encoding = g_mime_content_encoding_from_string(name.c_str());
  if (encoding != GMIME_CONTENT_ENCODING_BASE64 &&
      encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    return std::string(body);
  std::string lines;
  if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE) {
    lines = without_white_ends(body);
    body = lines;
  }
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, encoding);
  std::string decoded(g_mime_encoding_outlen(&state, body.size()), '\0');
  decoded.resize(g_mime_encoding_flush(&state, body.data(), body.size(), decoded.data()));
  return decoded;
}

}  // namespace gatehouse::gates::imap
