// Any bytes as one IMAP command: read or refused, never with a tag or words that break a line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gates/imap/grammar.h"
#include "gates/imap/list_pattern.h"
#include "gates/imap/modified_utf7.h"
#include "gates/imap/search_match.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates::imap;

void insist(bool holds) {
  if (!holds) std::abort();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

void check_names(const std::string& bytes) {
  const auto utf8 = from_modified_utf7(bytes);
  insist(!utf8 || to_modified_utf7(*utf8) == bytes);
}

void check_search(const Search& search) {
  const SearchMatch match(search.key, {.largest_number = 10, .largest_uid = 100});
  const auto content = [] { return Result<std::string>("Subject: x\r\n\r\nbody\r\n"); };
  insist(match.matches(5, {}, {.content = content, .header = nullptr}).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const auto command = parse_command(bytes);
  insist(is_printable(command ? command->tag : command.error().tag));
  if (!command) insist(is_printable(command.error().words));
  if (command) {
    if (const auto* search = std::get_if<Search>(&command->request)) check_search(*search);
  }
  (void)literal_at_end(bytes);
  (void)parse_append(bytes);
  (void)parse_command(bytes, NameForm::utf8);
  (void)parse_append(bytes, NameForm::utf8);
  (void)matches(std::string_view(bytes).substr(0, size / 2),
                std::string_view(bytes).substr(size / 2));
  check_names(bytes);
  return 0;
}
