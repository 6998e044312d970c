// Any bytes as a message: ENVELOPE, BODYSTRUCTURE, sections and search text come out whole, and
// every part lies inside the message.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gates/imap/binary_message.h"
#include "gates/imap/body_section.h"
#include "gates/imap/header_facts.h"
#include "gates/imap/message_structure.h"
#include "gates/imap/message_text.h"
#include "gates/imap/sorting.h"

namespace {

using namespace gatehouse::gates::imap;

void insist(bool holds) {
  if (!holds) std::abort();
}

void check_part(std::string_view message, const Part& part) {
  insist(part.header <= part.body && part.body <= part.end && part.end <= message.size());
  for (const auto& inner : part.parts) {
    insist(part.body <= inner.header && inner.end <= part.end);
    check_part(message, inner);
  }
}

// Parentheses outside of strings are in pairs, so that a client stays in step.
void check_balance(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') insist(--depth >= 0);
    if (text[i] == '"') {
      while (++i < text.size() && text[i] != '"') i += text[i] == '\\' ? 1 : 0;
    }
    if (text[i] == '{') {
      const auto end = text.find('}', i);
      insist(end != text.npos);
      i = end + 2 + std::strtoul(text.data() + i + 1, nullptr, 10);
    }
    insist(i < text.size());
  }
  insist(depth == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message(data, data + size);
  const auto parts = parse_parts(message);
  check_part(message, parts);
  check_balance(structure_text(message, parts, true));
  check_balance(structure_text(message, parts, false));
  check_balance(envelope_text(message.substr(0, header_end(message, 0, size))));
  for (const auto part : {BodySection::Part::all, BodySection::Part::mime, BodySection::Part::text})
    (void)section_bytes(message, &parts, {{1, 2}, part, {}});
  (void)section_bytes(message, &parts, {{}, BodySection::Part::fields, {"Subject"}});
  (void)searchable_header(message);
  (void)searchable_body(message);
  (void)sent_day(message);
  (void)binary_bytes(message, &parts, {{1, 2}, BodySection::Part::all, {}});
  const auto lines = without_binary(message);
  insist(!lines.contains('\0'));
  const auto facts = header_facts(message);
  const std::vector<Sortable> same(
      3, {.number = 1, .answer = 1, .received = {}, .size = 0, .facts = &facts});
  check_balance(threads_by_references(same));
  check_balance(threads_by_subject(same));
  return 0;
}
