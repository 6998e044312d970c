#include "gates/imap/binary_message.h"

#include <algorithm>

#include "gates/imap/gmime.h"
#include "gates/imap/message_parts.h"

namespace gatehouse::gates::imap {
namespace {

std::string encoded_body(std::string_view bytes) {
  constexpr std::size_t line = 57;  // bytes; 76 characters
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += line) {
    const auto some = bytes.substr(at, line);
    const OwnedText encoded(
        g_base64_encode(reinterpret_cast<const guchar*>(some.data()), some.size()));
    text.append(encoded.get()).append("\r\n");
  }
  return text;
}

// Up to the field's line and from the next one on, with the new value between.
std::string with_encoding(std::string_view header) {
  constexpr std::string_view name = "content-transfer-encoding:";
  std::string text;
  bool inside = false;
  while (!header.empty()) {
    const auto length = std::min(header.find('\n'), header.size() - 1) + 1;
    const auto line = header.substr(0, length);
    header.remove_prefix(length);
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (!goes_on) {
      const OwnedText lower(g_ascii_strdown(line.data(), static_cast<gssize>(line.size())));
      inside = std::string_view(lower.get()).starts_with(name);
      if (inside) text += "Content-Transfer-Encoding: base64\r\n";
    }
    if (!inside) text += line;
  }
  return text;
}

bool is_binary(const Part& part) {
  return part.encoding == "BINARY" && !part.is_multipart() && !part.is_message();
}

// Depth is limited by parse_parts().
void convert(std::string_view message, const Part& part, std::size_t& done, std::string& text) {
  if (is_binary(part)) {
    text += message.substr(done, part.header - done);
    text += with_encoding(message.substr(part.header, part.body - part.header));
    text += encoded_body(message.substr(part.body, part.end - part.body));
    done = part.end;
    return;
  }
  for (const auto& inner : part.parts) convert(message, inner, done, text);
}

}  // namespace

std::string without_binary(std::string_view message) {
  std::string text;
  std::size_t done = 0;
  convert(message, parse_parts(message), done, text);
  text += message.substr(done);
  std::ranges::replace(text, '\0', '\x80');
  return text;
}

}  // namespace gatehouse::gates::imap
