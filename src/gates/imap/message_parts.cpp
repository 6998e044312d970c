#include "gates/imap/message_parts.h"

#include "base/text.h"
#include "gates/imap/gmime.h"

namespace gatehouse::gates::imap {
namespace {

std::string percent_form(std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "utf-8''";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_') {
      text += c;
    } else {
      text += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return text;
}

// RFC 2231, section 4: what is not ASCII goes out in the extended form.
Parameter parameter(std::string name, std::string value) {
  for (const char c : value) {
    if (c >= 0x20 && c < 0x7F) continue;
    return {std::move(name) + '*', percent_form(value)};
  }
  return {std::move(name), std::move(value)};
}

std::vector<Parameter> parameters_of(GMimeParamList* list) {
  std::vector<Parameter> parameters;
  const int count = list == nullptr ? 0 : g_mime_param_list_length(list);
  for (int i = 0; i < count; ++i) {
    auto* each = g_mime_param_list_get_parameter_at(list, i);
    const char* value = g_mime_param_get_value(each);
    parameters.push_back(
        parameter(upper_case(g_mime_param_get_name(each)), value == nullptr ? "" : value));
  }
  return parameters;
}

struct Delimiter {
  std::size_t begin;  // the line end before it belongs to it
  std::size_t after;  // the next line
  bool closes;
};

std::optional<Delimiter> next_delimiter(std::string_view text, std::size_t from,
                                        std::string_view boundary) {
  const std::string mark = "--" + std::string(boundary);
  for (auto at = text.find(mark, from); at != text.npos; at = text.find(mark, at + 1)) {
    if (at != from && text[at - 1] != '\n') continue;
    const auto line_end = std::min(text.find('\n', at), text.size() - 1);
    auto rest = text.substr(at + mark.size(), line_end + 1 - at - mark.size());
    const bool closes = rest.starts_with("--");
    if (!closes && rest.find_first_not_of(" \t\r\n") != rest.npos) continue;
    auto begin = at;
    if (begin > from && text[begin - 1] == '\n') --begin;
    if (begin > from && begin < at && text[begin - 1] == '\r') --begin;
    return Delimiter{begin, line_end + 1, closes};
  }
  return std::nullopt;
}

class PartsReader {
 public:
  explicit PartsReader(std::string_view message) : message_(message) {}
  Part read(std::size_t from, std::size_t end, bool in_digest, int depth);

 private:
  void describe(Part& part, bool in_digest) const;
  void read_multipart(Part& part, int depth);

  std::string_view message_;
  std::size_t count_ = 0;
};

Part PartsReader::read(std::size_t from, std::size_t end, bool in_digest, int depth) {
  ++count_;
  Part part;
  part.header = from;
  part.body = header_end(message_, from, end);
  part.end = end;
  describe(part, in_digest);
  const bool is_message = part.type == "MESSAGE" && part.subtype == "RFC822";
  if (!part.is_multipart() && !is_message) return part;
  if (depth == deepest_part || count_ >= most_parts) {
    part.type = "APPLICATION";
    part.subtype = "OCTET-STREAM";
  } else if (is_message) {
    part.parts.push_back(read(part.body, part.end, false, depth + 1));
  } else {
    read_multipart(part, depth);
  }
  return part;
}

void PartsReader::describe(Part& part, bool in_digest) const {
  const auto message = parse_header(message_.substr(part.header, part.body - part.header));
  auto* object = g_mime_message_get_mime_part(message.get());
  auto* type = g_mime_object_get_content_type(object);
  auto* fields = g_mime_object_get_header_list(object);
  const bool typed = raw_field(fields, "Content-Type").has_value();
  part.type = upper_case(g_mime_content_type_get_media_type(type));
  part.subtype = upper_case(g_mime_content_type_get_media_subtype(type));
  if (typed) part.parameters = parameters_of(g_mime_content_type_get_parameters(type));
  if (const char* boundary = g_mime_content_type_get_parameter(type, "boundary"))
    part.boundary = boundary;
  // RFC 2046, section 5.1.5; RFC 2045, section 5.2.
  if (!typed && in_digest) part.type = "MESSAGE", part.subtype = "RFC822";
  if (!typed && !in_digest) part.parameters.push_back({"CHARSET", "US-ASCII"});
  part.encoding = upper_case(raw_field(fields, "Content-Transfer-Encoding").value_or("7bit"));
  part.id = raw_field(fields, "Content-ID");
  part.description = raw_field(fields, "Content-Description");
  part.md5 = raw_field(fields, "Content-MD5");
  part.language = raw_field(fields, "Content-Language");
  part.location = raw_field(fields, "Content-Location");
  if (auto* disposition = g_mime_object_get_content_disposition(object)) {
    part.disposition = g_mime_content_disposition_get_disposition(disposition);
    part.disposition_parameters =
        parameters_of(g_mime_content_disposition_get_parameters(disposition));
  }
}

void PartsReader::read_multipart(Part& part, int depth) {
  if (part.boundary.empty()) return;
  const auto text = message_.substr(0, part.end);
  const bool is_digest = part.subtype == "DIGEST";
  auto open = next_delimiter(text, part.body, part.boundary);
  while (open && !open->closes && count_ < most_parts) {
    const auto next = next_delimiter(text, open->after, part.boundary);
    const auto end = next ? std::max(next->begin, open->after) : part.end;
    part.parts.push_back(read(open->after, end, is_digest, depth + 1));
    open = next;
  }
}

}  // namespace

std::size_t header_end(std::string_view message, std::size_t from, std::size_t end) {
  const auto text = message.substr(0, end);
  if (text.substr(from).starts_with("\r\n")) return from + 2;
  const auto empty_line = text.find("\r\n\r\n", from);
  return empty_line == text.npos ? end : empty_line + 4;
}

Part parse_parts(std::string_view message) {
  return PartsReader(message).read(0, message.size(), false, 0);
}

}  // namespace gatehouse::gates::imap
