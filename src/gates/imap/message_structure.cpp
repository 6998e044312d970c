#include "gates/imap/message_structure.h"

#include <algorithm>

#include "base/text.h"
#include "gates/imap/wire.h"

namespace gatehouse::gates::imap {
namespace {

std::string parameters_text(const std::vector<Parameter>& parameters) {
  if (parameters.empty()) return "NIL";
  std::string text;
  for (const auto& [name, value] : parameters)
    text += (text.empty() ? "(" : " ") + string_text(name) + ' ' + string_text(value);
  return text + ')';
}

std::string disposition_text(const Part& part) {
  if (!part.disposition) return "NIL";
  return '(' + string_text(upper_case(*part.disposition)) + ' ' +
         parameters_text(part.disposition_parameters) + ')';
}

std::string language_text(const Part& part) {
  if (!part.language) return "NIL";
  std::string text;
  for (const auto tag : split(*part.language, ','))
    text += (text.empty() ? "(" : " ") + string_text(trimmed(tag));
  return text + ')';
}

// What both kinds of part have at their end (body-fld-dsp, body-fld-lang, body-fld-loc).
std::string extension_text(const Part& part) {
  return ' ' + disposition_text(part) + ' ' + language_text(part) + ' ' +
         nstring_text(part.location);
}

std::string multipart_text(std::string_view message, const Part& part, bool extended) {
  std::string text = "(";
  for (const auto& each : part.parts) text += structure_text(message, each, extended);
  // The grammar wants at least one part.
  if (part.parts.empty()) text += R"(("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 0 0))";
  text += ' ' + string_text(part.subtype);
  if (extended) text += ' ' + parameters_text(part.parameters) + extension_text(part);
  return text + ')';
}

std::string single_text(std::string_view message, const Part& part, bool extended) {
  const auto body = message.substr(part.body, part.end - part.body);
  const std::string lines = ' ' + std::to_string(std::ranges::count(body, '\n'));
  std::string text = '(' + string_text(part.type) + ' ' + string_text(part.subtype) + ' ' +
                     parameters_text(part.parameters) + ' ' + nstring_text(part.id) + ' ' +
                     nstring_text(part.description) + ' ' + string_text(part.encoding) + ' ' +
                     std::to_string(body.size());
  if (part.is_message()) {
    const auto& inner = part.parts.front();
    text += ' ' + envelope_text(message.substr(inner.header, inner.body - inner.header)) + ' ' +
            structure_text(message, inner, extended);
  }
  if (part.is_message() || part.type == "TEXT") text += lines;
  if (extended) text += ' ' + nstring_text(part.md5) + extension_text(part);
  return text + ')';
}

}  // namespace

std::string structure_text(std::string_view message, const Part& part, bool extended) {
  return part.is_multipart() ? multipart_text(message, part, extended)
                             : single_text(message, part, extended);
}

}  // namespace gatehouse::gates::imap
