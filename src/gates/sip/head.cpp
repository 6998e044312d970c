#include "gates/sip/head.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace gatehouse::gates::sip {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

// RFC 3261, section 7.3.3, and the registry of header fields.
constexpr std::array<std::pair<char, std::string_view>, 12> compact_forms{
    {{'c', "content-type"},
     {'e', "content-encoding"},
     {'f', "from"},
     {'i', "call-id"},
     {'k', "supported"},
     {'l', "content-length"},
     {'m', "contact"},
     {'o', "event"},
     {'r', "refer-to"},
     {'s', "subject"},
     {'t', "to"},
     {'v', "via"}}};

constexpr std::array<std::string_view, 8> once{
    "from", "to", "call-id", "cseq", "expires", "max-forwards", "min-expires", "content-length"};

std::string full_name(std::string_view name) {
  auto lower = lower_case(name);
  if (lower.size() != 1) return lower;
  const auto at =
      std::ranges::find(compact_forms, lower.front(), &std::pair<char, std::string_view>::first);
  return at == compact_forms.end() ? lower : std::string(at->second);
}

bool is_text(std::string_view line) {
  return std::ranges::none_of(line, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::malformed, std::move(detail));
}

Result<Field> read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos) return malformed("a header line without a colon");
  const auto name = trimmed(line.substr(0, colon));
  if (!is_token(name) || line.front() == ' ') return malformed("not the name of a header field");
  return Field{full_name(name), std::string(trimmed(line.substr(colon + 1)))};
}

Result<void> check_once(const Head& head) {
  for (const auto name : once)
    if (std::ranges::count(head.fields, name, &Field::name) > 1)
      return malformed(std::string(name) + " twice");
  return {};
}

}  // namespace

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "-.!%*_+`'~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || is_digit(c) || marks.contains(c);
  });
}

std::vector<std::string_view> Head::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& field : fields)
    if (field.name == name) values.emplace_back(field.value);
  return values;
}

std::optional<std::string_view> Head::only(std::string_view name) const {
  const auto at = std::ranges::find(fields, name, &Field::name);
  if (at == fields.end()) return std::nullopt;
  return at->value;
}

Result<std::optional<std::uint32_t>> Head::number(std::string_view name) const {
  const auto text = only(name);
  if (!text) return std::nullopt;
  const auto value = to_number<std::uint32_t>(*text);
  if (!value || *value > 0x7fffffffU) return malformed(std::string(name) + " is no such number");
  return value;
}

Result<Head> read_head(std::string_view bytes) {
  const auto end = bytes.find(head_end);
  if (bytes.size() > longest_message) return fail(ErrorCode::too_long, "message over the limit");
  if (end == bytes.npos) return malformed("no empty line after the header");
  Head head{{}, {}, end + head_end.size()};
  auto rest = bytes.substr(0, end);
  bool first = true;
  while (!rest.empty() || first) {
    const auto stop = std::min(rest.find(line_end), rest.size());
    const auto line = rest.substr(0, stop);
    rest.remove_prefix(std::min(stop + line_end.size(), rest.size()));
    if (!is_text(line)) return malformed("a control character in the header");
    if (std::exchange(first, false)) {
      if (line.size() > longest_field)
        return fail(ErrorCode::too_long, "start line over the limit");
      head.start_line = line;
      continue;
    }
    if (line.empty()) return malformed("an empty line in the header");
    const bool continues = line.front() == ' ' || line.front() == '\t';
    if (continues && head.fields.empty()) return malformed("the start line is continued");
    if (line.size() > longest_field)
      return fail(ErrorCode::too_long, "header field over the limit");
    if (continues) {
      auto& value = head.fields.back().value;
      if (value.size() + line.size() > longest_field)
        return fail(ErrorCode::too_long, "header field over the limit");
      value.append(value.empty() ? "" : " ").append(trimmed(line));
      continue;
    }
    if (head.fields.size() == most_fields)
      return fail(ErrorCode::too_long, "too many header fields");
    auto field = read_field(line);
    if (!field) return std::unexpected(std::move(field.error()));
    head.fields.push_back(std::move(*field));
  }
  if (auto fine = check_once(head); !fine) return std::unexpected(std::move(fine.error()));
  return head;
}

std::size_t keep_alives(std::string_view bytes) {
  std::size_t count = 0;
  while (bytes.substr(count).starts_with(line_end)) count += line_end.size();
  return count;
}

Result<std::optional<std::size_t>> message_size(std::string_view bytes) {
  const auto end = bytes.find(head_end);
  if (end == bytes.npos) {
    if (bytes.size() >= longest_message) return fail(ErrorCode::too_long, "message over the limit");
    return std::nullopt;
  }
  const auto head = read_head(bytes.substr(0, end + head_end.size()));
  if (!head) return std::unexpected(head.error());
  const auto length = head->number("content-length");
  if (!length) return std::unexpected(length.error());
  if (!*length) return malformed("no Content-Length in a stream");
  const auto size = head->size + **length;
  if (size > longest_message) return fail(ErrorCode::too_long, "message over the limit");
  return bytes.size() < size ? std::nullopt : std::optional(size);
}

}  // namespace gatehouse::gates::sip
