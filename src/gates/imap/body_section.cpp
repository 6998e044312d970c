#include "gates/imap/body_section.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gates/imap/gmime.h"

namespace gatehouse::gates::imap {
namespace {

// The fields of `header` that are in `names`, or those that are not, then an empty line.
std::string chosen_fields(std::string_view header, const std::vector<std::string>& names,
                          bool in_names) {
  std::string chosen;
  bool taking = false;
  while (!header.empty() && !header.starts_with("\r\n")) {
    const auto length = std::min(header.find('\n'), header.size() - 1) + 1;
    const auto line = header.substr(0, length);
    header.remove_prefix(length);
    if (line.front() != ' ' && line.front() != '\t') {
      const auto name = trimmed(line.substr(0, line.find(':')));
      const auto same = [&](const std::string& each) { return same_but_case(each, name); };
      taking = std::ranges::any_of(names, same) == in_names;
    }
    if (taking) chosen += line;
  }
  return chosen + "\r\n";
}

// Of a whole message or of one that is a part.
std::string of_message(std::string_view message, std::size_t body, const BodySection& section) {
  const auto header = message.substr(0, body);
  switch (section.part) {
    case BodySection::Part::all:
      return std::string(message);
    case BodySection::Part::header:
    case BodySection::Part::mime:
      return std::string(header);
    case BodySection::Part::fields:
      return chosen_fields(header, section.fields, true);
    case BodySection::Part::fields_not:
      return chosen_fields(header, section.fields, false);
    case BodySection::Part::text:
      return std::string(message.substr(body));
  }
  return {};
}

// RFC 3501, section 6.4.5: every message has a part 1; a message/rfc822 part has the numbers of
// its message, a multipart those of its parts.
const Part* find_part(const Part& root, const std::vector<std::uint32_t>& path) {
  const Part* here = &root;
  bool is_whole_message = true;
  for (const auto number : path) {
    if (!is_whole_message && here->is_message()) {
      here = &here->parts.front();
      is_whole_message = true;
    }
    if (here->is_multipart()) {
      if (number > here->parts.size()) return nullptr;
      here = &here->parts[number - 1];
    } else if (!is_whole_message || number != 1) {
      return nullptr;
    }
    is_whole_message = false;
  }
  return here;
}

}  // namespace

bool needs_parts(const BodySection& section) { return !section.path.empty(); }

std::optional<std::string> section_bytes(std::string_view message, const Part* parts,
                                         const BodySection& section) {
  if (section.path.empty())
    return of_message(message, header_end(message, 0, message.size()), section);
  const auto* part = parts == nullptr ? nullptr : find_part(*parts, section.path);
  if (part == nullptr) return std::nullopt;
  if (section.part == BodySection::Part::all)
    return std::string(message.substr(part->body, part->end - part->body));
  if (section.part == BodySection::Part::mime)
    return std::string(message.substr(part->header, part->body - part->header));
  if (!part->is_message()) return std::nullopt;
  const auto& inner = part->parts.front();
  return of_message(message.substr(inner.header, inner.end - inner.header),
                    inner.body - inner.header, section);
}

// RFC 2045, section 6.1.
Result<std::string> binary_bytes(std::string_view message, const Part* parts,
                                 const BodySection& section) {
  constexpr std::array<std::string_view, 3> as_they_are{"7BIT", "8BIT", "BINARY"};
  constexpr std::array<std::string_view, 2> encoded{"BASE64", "QUOTED-PRINTABLE"};
  if (section.path.empty()) return std::string(message);
  const auto* part = parts == nullptr ? nullptr : find_part(*parts, section.path);
  if (part == nullptr) return fail(ErrorCode::not_found, "no such part");
  const auto bytes = message.substr(part->body, part->end - part->body);
  if (part->is_multipart() || part->is_message()) return std::string(bytes);
  const std::string encoding = upper_case(trimmed(part->encoding));
  if (std::ranges::find(as_they_are, encoding) != as_they_are.end()) return std::string(bytes);
  if (std::ranges::find(encoded, encoding) == encoded.end())
    return fail(ErrorCode::malformed, "unknown encoding");
  return decoded_bytes(bytes, encoding);
}

std::string_view cut(std::string_view bytes, const std::optional<Partial>& partial) {
  if (!partial) return bytes;
  return bytes.substr(std::min<std::size_t>(partial->offset, bytes.size()), partial->count);
}

}  // namespace gatehouse::gates::imap
